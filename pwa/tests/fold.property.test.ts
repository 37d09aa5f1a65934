import fc from 'fast-check';
import { expect, test } from 'vitest';

import { fold, foldWhole, orderKey } from '../src/core/text.ts';

test('a key folded again is the same key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
    }),
  );
});

test('how a text is normalised does not change its key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
    }),
  );
});

test('folded letter by letter is folded as a whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(fold(text)).toBe(foldWhole(text));
    }),
    { numRuns: 2_000 },
  );
});

const vietnamese =
  'aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ ';
const word = fc.string({ unit: fc.constantFrom(...vietnamese), maxLength: 8 });

test('keys compare as the collator does', () => {
  const collator = new Intl.Collator('vi', { sensitivity: 'accent' });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [one, two] = [orderKey(a), orderKey(b)];
      expect(one < two ? -1 : one > two ? 1 : 0).toBe(Math.sign(collator.compare(a, b)));
    }),
    { numRuns: 5_000 },
  );
});
