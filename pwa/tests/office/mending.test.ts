import { describe, expect, it } from 'vitest';

import type { Change, Reason } from '../../src/core/record.ts';
import { actTitle, faultOf, mendedChanges, mendKey } from '../../src/ui/screens/office/mending.ts';

const CREATE: Change = {
  op: 'create',
  type: 'household',
  id: 'h1',
  stream: 'hamlet:1',
  fields: { head_name: 'Đặng Văn Tám', members_count: 'năm' },
};
const REMOVE: Change = { op: 'delete', type: 'visit', id: 'v1', stream: 'hamlet:1', base: 1 };

describe('held work at the repair desk', () => {
  it('is called by the first name in its changes', () => {
    expect(actTitle([REMOVE, CREATE])).toBe('Đặng Văn Tám');
    expect(actTitle([REMOVE])).toBe('');
  });

  it('shows a fault at the field that it is about', () => {
    const reason: Reason = {
      change: 1,
      field: 'members_count',
      code: 'invalid_field',
      detail: 'not an integer',
    };
    expect(faultOf([reason], 1, 'members_count')).toBe(reason);
    expect(faultOf([reason], 0, 'members_count')).toBeUndefined();
  });

  it('is released as it came when nothing was mended', () => {
    expect(mendedChanges([CREATE], {})).toBeNull();
  });

  it('is released with the mended values and everything else untouched', () => {
    const mended = mendedChanges([REMOVE, CREATE], { [mendKey(1, 'members_count')]: 5 });
    expect(mended).toEqual([
      REMOVE,
      { ...CREATE, fields: { head_name: 'Đặng Văn Tám', members_count: 5 } },
    ]);
    expect(CREATE.fields['members_count']).toBe('năm');
  });
});
