import { describe, expect, it } from 'vitest';

import { RECORD_TYPES } from '../../src/core/record_types.gen.ts';
import { choiceWord, fieldWord, typeWord } from '../../src/ui/screens/office/words.ts';

interface Declared {
  readonly kind: string;
  readonly words?: readonly string[];
}
const declared = Object.entries(RECORD_TYPES).map(
  ([type, { fields }]) =>
    [type, Object.entries(fields as Readonly<Record<string, Declared>>)] as const,
);

describe('whatever a conflict can be about', () => {
  it('is called by a word: each type of record', () => {
    const nameless = declared
      .map(([type]) => type)
      .filter((type) => typeWord(type) === typeWord('of a newer app'));
    expect(nameless).toEqual([]);
  });

  it('is called by a word: each field', () => {
    const nameless = declared.flatMap(([type, fields]) =>
      fields.filter(([name]) => fieldWord(name) === name).map(([name]) => `${type}.${name}`),
    );
    expect(nameless).toEqual([]);
  });

  it('is called by a word: each value of an enumeration', () => {
    const nameless = declared.flatMap(([type, fields]) =>
      fields
        .flatMap(([, { words = [] }]) => words)
        .filter((word) => choiceWord(word) === word)
        .map((word) => `${type}: ${word}`),
    );
    expect(nameless).toEqual([]);
  });
});
