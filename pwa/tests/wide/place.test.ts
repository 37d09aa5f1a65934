import { describe, expect, it } from 'vitest';

import { placeOf, streamName } from '../../src/ui/screens/wide/place.ts';

const STREAMS = [
  { stream: 'province:82', name: 'Tỉnh Đồng Tháp' },
  { stream: 'commune:30076', name: 'Xã Mỹ Thọ' },
  { stream: 'hamlet:1', name: 'Ấp Mỹ Phú' },
];

describe('places in a line', () => {
  it('always say the province, after the commune where there is one', () => {
    expect(placeOf(STREAMS)).toBe('xã Mỹ Thọ, tỉnh Đồng Tháp');
    expect(placeOf(STREAMS.slice(0, 1))).toBe('tỉnh Đồng Tháp');
    expect(placeOf([])).toBe('');
  });

  it('name a stream, and nothing where it is unknown', () => {
    expect(streamName(STREAMS, 'hamlet:1')).toBe('ấp Mỹ Phú');
    expect(streamName(STREAMS, 'hamlet:2')).toBeNull();
  });
});
