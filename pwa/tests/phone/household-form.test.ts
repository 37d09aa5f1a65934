import { describe, expect, it } from 'vitest';

import {
  changedFields,
  cleanPhone,
  emptyForm,
  findTooLong,
  isPhoneOdd,
} from '../../src/ui/screens/phone/household/household-form.ts';

const ba = { ...emptyForm, head_name: 'Nguyễn Văn Ba', phone: '0913000127', shop: true };

describe('the form of a house', () => {
  it('sends nothing but what changed', () => {
    expect(changedFields({ ...ba, phone: '0913 000 217' }, ba)).toEqual({ phone: '0913000217' });
    expect(changedFields({ ...ba, head_name: '  Nguyễn Văn  Ba ' }, ba)).toEqual({});
  });

  it('empties a field with null', () => {
    expect(changedFields({ ...ba, phone: '' }, ba)).toEqual({ phone: null });
  });

  it('leaves out of a new house what nobody said', () => {
    expect(
      changedFields({ ...emptyForm, head_name: 'Trần Văn Út', members: '5' }, emptyForm),
    ).toEqual({ head_name: 'Trần Văn Út', members_count: 5 });
  });

  it('takes a number as people write it and only points out an odd one', () => {
    expect(cleanPhone('+84 913.000.217')).toBe('0913000217');
    expect(isPhoneOdd('0913 000 217')).toBe(false);
    expect(isPhoneOdd('02773851234')).toBe(false);
    expect(isPhoneOdd('09130')).toBe(true);
    expect(isPhoneOdd('')).toBe(false);
  });

  it('knows the limits before anything is sent, in letters and not in bytes', () => {
    expect(findTooLong({ ...ba, head_name: 'ễ'.repeat(200) })).toBeNull();
    expect(findTooLong({ ...ba, head_name: 'ễ'.repeat(201) })).toBe('head_name');
  });
});
