/** What is picked or typed at the desk, as the choice that the server understands. */

import type { ConflictRow } from '../../../state/conflicts.ts';
import type { Choice } from '../../../state/office_acts.ts';
import { choiceOf, OTHER_VALUE_KEY, typedChoice, type Card } from './cards.ts';
import { describeValue } from './described.ts';
import { typedValue } from './typed.ts';

interface Picked {
  readonly picked: string | null;
  readonly typed: string;
  readonly reason: string;
}

/** Or what is missing. */
export function chosenBy(
  row: ConflictRow,
  cards: readonly Card[],
  { picked, typed, reason }: Picked,
): Choice | 'pick_first' | 'wrong_value' {
  const card = cards.find((each) => each.key === picked);
  if (card !== undefined) return choiceOf(card, row.current.rev, reason);
  if (picked !== OTHER_VALUE_KEY || row.field === null) return 'pick_first';
  const value = typedValue(example(row, cards), row.field, typed);
  return value === undefined ? 'wrong_value' : typedChoice(value, row.current.rev, reason);
}

/** Some value of the field, to know what kind a typed one must be. */
function example(row: ConflictRow, cards: readonly Card[]): unknown {
  const values = cards.map((card) => card.value);
  return values.find((value) => describeValue(row.field ?? '', value).kind !== 'empty');
}
