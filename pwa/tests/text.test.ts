import { expect, test } from 'vitest';

import { findRanges, fold, orderKey } from '../src/core/text.ts';

test('a name typed without diacritics has the same key', () => {
  expect(fold('Nguyễn Văn Ba')).toBe('nguyen van ba');
  expect(fold('  ĐẶNG   thị  Đào ')).toBe('dang thi dao');
});

test('both placements of the tone and both normal forms have the same key', () => {
  expect(fold('hòa')).toBe(fold('hoà'));
  expect(fold('Nguyễn'.normalize('NFD'))).toBe(fold('Nguyễn'.normalize('NFC')));
});

test('a match is marked in the text as written', () => {
  const name = 'Nguyễn Văn Ba';
  expect(findRanges(name, 'van').map(([a, b]) => name.slice(a, b))).toEqual(['Văn']);
  const apart = name.normalize('NFD');
  expect(findRanges(apart, 'nguyen').map(([a, b]) => apart.slice(a, b).normalize())).toEqual([
    'Nguyễn',
  ]);
  expect(findRanges('Ba Vạn Văn', 'van ba')).toEqual([
    [0, 2],
    [3, 6],
  ]);
});

test('a Greek word ends in the same key wherever its last letter stands', () => {
  expect(fold('ΟΔΟΣ')).toBe('οδος');
});

test('keys stand in the order of the Vietnamese alphabet, numbers in that of their values', () => {
  const names = ['Ba', 'Bà', 'Bả', 'Bã', 'Bá', 'Bạ', 'Băng', 'Bân', 'Dũng', 'Đào', 'Êm', 'Ơn'];
  const places = ['Tổ 2', 'Tổ 9a', 'Tổ 10', 'Tổ 10, rạch', 'Tổ 11'];
  for (const ordered of [names, places]) {
    const mixed = [...ordered].reverse();
    expect(mixed.sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1))).toEqual(ordered);
  }
});
