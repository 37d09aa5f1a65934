import { describe, expect, it } from 'vitest';

import { typedDay, typedValue } from '../../src/ui/screens/office/typed.ts';

describe('a typed value', () => {
  it('becomes the kind that the field has', () => {
    expect(typedValue('0911', 'phone', ' 0912 345 678 ')).toBe('0912345678');
    expect(typedValue(4, 'members_count', '5')).toBe(5);
    expect(typedValue('x', 'follow_up_on', '3/12/2026')).toBe('2026-12-03');
    expect(typedValue(true, 'shop', 'Không')).toBe(false);
    expect(typedValue(false, 'shop', 'có')).toBe(true);
    expect(typedValue({ lat: 1, lon: 2 }, 'location', '10.45, 105.6')).toEqual({
      lat: 10.45,
      lon: 105.6,
    });
    expect(typedValue('x', 'note', '')).toBeNull();
  });

  it('is undefined where it cannot be that kind', () => {
    expect(typedValue(4, 'members_count', 'năm')).toBeUndefined();
    expect(typedValue(true, 'shop', 'có lẽ')).toBeUndefined();
    expect(typedValue({ lat: 1, lon: 2 }, 'location', 'sau đình')).toBeUndefined();
    expect(typedDay('31/02/2026')).toBeUndefined();
    expect(typedDay('mai')).toBeUndefined();
  });
});
