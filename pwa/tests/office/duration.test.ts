import { describe, expect, it } from 'vitest';

import { age, drift, spanParts } from '../../src/ui/screens/office/duration.ts';

const HOUR_MS = 3_600_000;

describe('spans of time', () => {
  it('names the two largest neighbouring units', () => {
    expect(spanParts(2 * HOUR_MS + 14 * 60_000)).toEqual([
      { unit: 'hour', count: 2 },
      { unit: 'minute', count: 14 },
    ]);
    expect(spanParts(3 * 365 * 24 * HOUR_MS + 5 * HOUR_MS)).toEqual([{ unit: 'year', count: 3 }]);
  });

  it('is empty under a minute', () => {
    expect(spanParts(59_999)).toEqual([]);
  });

  it('gives an age in one unit and never a negative one', () => {
    const now = Date.parse('2026-11-23T13:00:00Z');
    expect(age('2026-11-23T12:08:00Z', now)).toEqual({ unit: 'minute', count: 52 });
    expect(age('2026-11-23T13:30:00Z', now)).toBeNull();
    expect(age('not a time', now)).toBeNull();
  });
});

describe('the drift of a clock', () => {
  it('is fast when the device claims a later time than it was', () => {
    expect(drift('2026-11-23T21:33:00+07:00', '2026-11-23T19:19:00+07:00')).toEqual({
      clock: 'fast',
      parts: [
        { unit: 'hour', count: 2 },
        { unit: 'minute', count: 14 },
      ],
    });
  });

  it('is slow when the device claims an earlier one', () => {
    expect(drift('2020-01-01T00:00:00Z', '2026-11-23T00:00:00Z').clock).toBe('slow');
  });

  it('is right within a minute and unknown without a corrected time', () => {
    expect(drift('2026-11-23T12:00:30Z', '2026-11-23T12:00:00Z').clock).toBe('right');
    expect(drift('2026-11-23T12:00:30Z', null).clock).toBe('unknown');
    expect(drift(null, '2026-11-23T12:00:00Z').clock).toBe('unknown');
  });
});
