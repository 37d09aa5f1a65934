import { describe, expect, it } from 'vitest';

import { fieldsOf, unitsOf, valuesOf } from '../../src/ui/screens/office/admin/person.ts';
import { missingOf, toggled } from '../../src/ui/screens/office/admin/form.ts';
import { codePath, codeSize } from '../../src/ui/screens/office/admin/code.ts';
import { matching, numberColumns } from '../../src/ui/screens/office/admin/rows.ts';

const person = {
  ...{ id: 'a', username: 'an', full_name: 'Lê An', phone: null, role: 'volunteer' as const },
  ...{ units: ['h2', 'h1'], active: true },
};

describe('a person in a form', () => {
  it('comes back as it went in, without a password', () => {
    expect(fieldsOf(valuesOf(person), null)).toEqual({
      ...{ username: 'an', full_name: 'Lê An', phone: null, role: 'volunteer' },
      ...{ units: ['h1', 'h2'], active: true },
    });
  });
  it('takes the one unit that the role leaves', () => {
    expect(fieldsOf({ ...valuesOf(person), role: 'desk' }, '30076').units).toEqual(['30076']);
  });
  it('ticks and unticks a unit', () => {
    expect(unitsOf({ units: toggled('h1 h2', 'h1') })).toEqual(['h2']);
    expect(toggled('h2', 'h1')).toBe('h2 h1');
  });
  it('names what is required and empty', () => {
    const fields = [
      { name: 'a', label: 'A', is_required: true },
      { name: 'b', label: 'B' },
    ];
    expect(missingOf(fields, { a: '  ' })).toEqual(['a']);
  });
});

describe('rows', () => {
  it('match every searched word without diacritics', () => {
    const rows = [
      { id: '1', cells: ['Đỗ Thị Hoà', 'Tổ trưởng'] },
      { id: '2', cells: ['Đỗ Văn Hòa', 'Thành viên'] },
    ];
    expect(matching(rows, 'do hoa to').map(({ id }) => id)).toEqual(['1']);
    expect(matching(rows, '')).toBe(rows);
  });

  it('know their columns of numbers, which a phone is not', () => {
    const counted = [
      { id: '1', cells: ['Ấp Mỹ Phú', '1.333', '0913000217', ''] },
      { id: '2', cells: ['Ấp Mỹ Hòa', '0', '', '3'] },
    ];
    expect(numberColumns(counted)).toEqual([1, 3]);
    expect(numberColumns([])).toEqual([]);
  });
});

describe('a code', () => {
  it('draws every dark module of a version once', () => {
    const url = 'https://tungnha.example.vn/#/moi/0123456789abcdefghijkl';
    const size = codeSize(url);
    expect((size - 17) % 4).toBe(0);
    const path = codePath(url);
    // The finder pattern: a dark run of seven in the corner, in the first and the seventh row.
    expect(path.startsWith('M0 0h7v1h-7z')).toBe(true);
    expect(path).toContain('M0 6h7v1h-7z');
  });
});
