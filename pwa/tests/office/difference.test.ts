import { describe, expect, it } from 'vitest';

import { differingPieces } from '../../src/ui/screens/office/difference.ts';

const marked = (value: string, other: string): string =>
  differingPieces(value, other)
    .map((piece) => (piece.differs ? `[${piece.text}]` : piece.text))
    .join('');

describe('differing pieces', () => {
  it('marks only the digits of a phone number that differ', () => {
    expect(marked('0913 000 217', '0913 000 271')).toBe('0913 000 2[17]');
    expect(marked('0913 000 271', '0913 000 217')).toBe('0913 000 2[71]');
  });

  it('marks a word that only one side has', () => {
    expect(marked('Tổ 4, rạch Cái Bèo', 'Tổ 4, Cái Bèo')).toBe('Tổ 4, [rạch ]Cái Bèo');
    expect(marked('Tổ 4, Cái Bèo', 'Tổ 4, rạch Cái Bèo')).toBe('Tổ 4, Cái Bèo');
  });

  it('marks a Vietnamese letter with its marks as one character', () => {
    expect(marked('Nguyễn Văn Bảy', 'Nguyễn Văn Bẩy')).toBe('Nguyễn Văn B[ả]y');
  });

  it('marks nothing between equal values and everything against nothing', () => {
    expect(marked('như nhau', 'như nhau')).toBe('như nhau');
    expect(marked('0913', '')).toBe('[0913]');
    expect(differingPieces('', 'x')).toEqual([]);
  });

  it('loses no character of the value, whatever the other side is', () => {
    const values = ['', ' ', 'a b', '  a', '😀 b', 'Tổ 2\nấp Mỹ Phú', 'xyx yxy'];
    for (const value of values) {
      for (const other of values) {
        const text = differingPieces(value, other).map((piece) => piece.text);
        expect(text.join('')).toBe(value);
      }
    }
  });

  it('stays quick with two long notes', () => {
    const long = (word: string): string => Array.from({ length: 4000 }, () => word).join(' ');
    expect(differingPieces(long('có'), long('không'))[0]?.differs).toBe(true);
  });
});
