import { describe, expect, it } from 'vitest';

import type { StoredRecord } from '../../src/core/record.ts';
import {
  before,
  likelySide,
  mergeLines,
  takenOver,
} from '../../src/ui/screens/office/merge_fields.ts';

function household(fields: Record<string, unknown>): StoredRecord {
  return {
    ...{ type: 'household', id: 'h', stream: 'hamlet:1', rev: 1, tag: 1, deleted: false, fields },
    ...{ created_by: null, created_at: '', updated_by: null, updated_at: '' },
  };
}

describe('two households field by field', () => {
  const stays = household({ head_name: 'Trần Thị Xuân', phone: '0913 555 777', note: null });
  const goes = household({ head_name: 'Chần Thị Suân', phone: '0913555777', note: 'có ghe' });
  const lines = mergeLines(stays, { ...goes, fields: { ...goes.fields, merged_into: 'x' } });

  it('agree on a number however it is grouped, and on nothing that is not theirs to choose', () => {
    expect(lines.map(({ field, isSame }) => [field, isSame])).toEqual([
      ['head_name', false],
      ['phone', true],
      ['note', false],
    ]);
  });

  it('keep what stays, but take over what is missing there', () => {
    expect(lines.map(likelySide)).toEqual(['stays', 'stays', 'goes']);
    expect(takenOver(lines, {})).toEqual({ note: 'có ghe' });
    expect(takenOver(lines, { head_name: 'goes', note: 'stays' })).toEqual({
      head_name: 'Chần Thị Suân',
    });
  });

  it('can be taken back: what stood there before is known', () => {
    expect(before(stays, { note: 'có ghe', address: 'Tổ 9' })).toEqual({
      note: null,
      address: null,
    });
  });
});
