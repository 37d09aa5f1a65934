/**
 * Two households field by field: what they agree on, where a person must choose, and what would
 * change in the one that stays. Pure; it prefers what is filled in, then the one that stays.
 */

import { isSame } from '../../../core/changes.ts';
import type { Fields, StoredRecord } from '../../../core/record.ts';

export type Side = 'stays' | 'goes';

export interface MergeLine {
  readonly field: string;
  readonly stays: unknown;
  readonly goes: unknown;
  readonly isSame: boolean;
}

const ORDER: readonly string[] = ['head_name', 'phone', 'address', 'cluster', 'members_count'];
const PASSED_OVER: readonly string[] = ['merged_into', 'apart_from'];

export function mergeLines(stays: StoredRecord, goes: StoredRecord): MergeLine[] {
  const fields = new Set([...ORDER, ...Object.keys(stays.fields), ...Object.keys(goes.fields)]);
  return [...fields]
    .filter((field) => !PASSED_OVER.includes(field))
    .map((field) => {
      const [a, b] = [stays.fields[field] ?? null, goes.fields[field] ?? null];
      return { field, stays: a, goes: b, isSame: isSame(plain(field, a), plain(field, b)) };
    })
    .filter((line) => !isEmpty(line.stays) || !isEmpty(line.goes));
}

/** Where nobody chose yet. */
export function likelySide({ stays, goes }: MergeLine): Side {
  return isEmpty(stays) && !isEmpty(goes) ? 'goes' : 'stays';
}

export type Chosen = Readonly<Record<string, Side>>;

/** What the one that stays takes over from the other. */
export function takenOver(lines: readonly MergeLine[], chosen: Chosen): Fields {
  const taken = lines.filter(
    (line) => !line.isSame && (chosen[line.field] ?? likelySide(line)) === 'goes',
  );
  return Object.fromEntries(taken.map(({ field, goes }) => [field, goes]));
}

/** What it had there before, to take the merge back. */
export function before(stays: StoredRecord, taken: Fields): Fields {
  return Object.fromEntries(
    Object.keys(taken).map((field) => [field, stays.fields[field] ?? null]),
  );
}

/** A number is the same however it is grouped. */
function plain(field: string, value: unknown): unknown {
  return field === 'phone' && typeof value === 'string' ? value.replace(/\D/gu, '') : value;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
