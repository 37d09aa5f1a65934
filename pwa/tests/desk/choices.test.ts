import { describe, expect, it } from 'vitest';

import { optionByKey, type ChoiceCellName } from '../../src/ui/screens/desk/choices.ts';

const labels = (cell: ChoiceCellName, picked: number, keys: readonly string[]) =>
  keys.map((key) => optionByKey(cell, picked, key)?.label ?? null);

describe('a choice cell', () => {
  it('is picked by the digit that stands beside the option', () => {
    expect(labels('outcome', 0, ['1', '2', '8', '9'])).toEqual([
      'filing.submitted',
      'filing.missing_papers',
      'filing.returned',
      null,
    ]);
    expect(labels('self_reliance', -1, ['0', '3'])).toEqual(['reliance.0', 'reliance.3']);
  });

  it('moves by arrows and stops at its ends', () => {
    expect(labels('level', 0, ['ArrowRight', 'ArrowLeft', 'End'])).toEqual([
      'level.partial',
      'level.full',
      'level.partial',
    ]);
    expect(labels('level', 1, ['ArrowDown'])).toEqual(['level.partial']);
    expect(labels('self_reliance', -1, ['ArrowDown'])).toEqual(['reliance.0']);
  });

  it('leaves Tab, Enter and letters alone', () => {
    expect(labels('level', 0, ['Tab', 'Enter', 'a'])).toEqual([null, null, null]);
  });
});
