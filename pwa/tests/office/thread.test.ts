import { describe, expect, it } from 'vitest';

import { stopsInOrder } from '../../src/ui/screens/office/thread.ts';

const written = (key: string, at: string | null, corrected_at: string | null) => ({
  key,
  at,
  corrected_at,
});

describe('the thread of a conflict', () => {
  it('orders by the corrected time, not by what the devices claimed', () => {
    const stops = stopsInOrder([
      written('fast clock', '2026-11-23T21:33:00Z', '2026-11-23T19:19:00Z'),
      written('right clock', '2026-11-23T19:05:00Z', '2026-11-23T19:05:00Z'),
    ]);
    expect(stops.map((stop) => stop.event.key)).toEqual(['right clock', 'fast clock']);
    expect(stops[1]?.gap).toEqual([{ unit: 'minute', count: 14 }]);
  });

  it('says when a stop stands only on what the device claims', () => {
    const [stop] = stopsInOrder([written('claim', '2026-11-23T19:05:00Z', null)]);
    expect(stop?.is_claim).toBe(true);
  });

  it('leaves out what has no time', () => {
    expect(stopsInOrder([written('none', null, null)])).toEqual([]);
  });
});
