/**
 * Households that may be one: the warning while a new one is typed, and telling the office of two
 * that stand in the book. Only the office merges; here nothing is merged or hidden.
 */
import { looksAlike, type Described } from '../core/likeness.ts';
import { createChange } from '../core/changes.ts';
import { newId, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { text, type HouseholdRow, type Indexed } from './house_rows.ts';
import type { Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';

const similar_max = 5;

/** Those of `all` in the same hamlet that look like what is typed, without the household itself. */
export function similarHouseholds(
  all: ReadonlyMap<string, Indexed>,
  stream: string,
  typed: Described,
  own_id: string | null = null,
): readonly HouseholdRow[] {
  const rows: HouseholdRow[] = [];
  for (const { row } of all.values()) {
    if (row.stream !== stream || row.id === own_id || !looksAlike(typed, row)) continue;
    rows.push(row);
    if (rows.length === similar_max) break;
  }
  return rows;
}

/**
 * A task for the office in the hamlet's stream: `duplicate_of` names the other household. The field
 * is beyond schema 1, which keeps what it does not know.
 */
export async function flagDuplicate(
  household_id: string,
  other_id: string,
  title: string,
): Promise<Saved> {
  const seen = book.find(household_id);
  if (seen === undefined) throw new Error('this household is not here');
  const id = newId();
  const fields = { title, household_id, duplicate_of: other_id };
  const entry = await record([createChange('task', id, seen.stream, fields)]);
  return { id, k: entry.k };
}

/** Ids of households that were flagged as the same as this one, not yet settled. */
export function flaggedWith(household_id: string): Live<readonly string[]> {
  return fromBook(() =>
    [...book.live('task').values()].flatMap(({ fields }) => {
      const pair = [text(fields['household_id']), text(fields['duplicate_of'])];
      const isOpen = !fields['done_at'] && pair[1] !== '' && pair.includes(household_id);
      return isOpen ? pair.filter((id) => id !== household_id) : [];
    }),
  );
}
