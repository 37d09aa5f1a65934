/** What part of the queue is looked at: one place, one team, or one kind of field. */

import type { ConflictRow } from '../../../state/conflicts.ts';

type Filterable = Pick<ConflictRow, 'place' | 'teams' | 'type' | 'field'>;
export type FilterKind = 'place' | 'team' | 'field';

export interface FilterOption {
  readonly key: string;
  readonly value: string;
  readonly count: number;
}

const KINDS: readonly FilterKind[] = ['place', 'team', 'field'];

/** '' shows all; a key is `kind:value`. */
export function passes(row: Filterable, key: string): boolean {
  if (key === '') return true;
  const kind = KINDS.find((each) => key.startsWith(`${each}:`));
  return kind === undefined || valuesOf(row, kind).includes(key.slice(kind.length + 1));
}

/** The rows that are looked at, in the chosen order, without those already decided. */
export function partOf<T extends Filterable & Pick<ConflictRow, 'id'>>(
  rows: readonly T[],
  looked: { filter: string; isNewestFirst: boolean; decidedHere: readonly string[] },
): readonly T[] {
  const left = rows.filter(
    (row) => !looked.decidedHere.includes(row.id) && passes(row, looked.filter),
  );
  return looked.isNewestFirst ? left.reverse() : left;
}

/** The options of each kind with how many rows each shows; a kind of one option has no use. */
export function optionsOf(
  rows: readonly Filterable[],
): readonly { readonly kind: FilterKind; readonly options: readonly FilterOption[] }[] {
  return KINDS.map((kind) => ({ kind, options: countedOptions(rows, kind) })).filter(
    ({ options }) => options.length > 1,
  );
}

function countedOptions(rows: readonly Filterable[], kind: FilterKind): FilterOption[] {
  const counts = new Map<string, number>();
  for (const value of rows.flatMap((row) => valuesOf(row, kind))) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], 'vi'))
    .map(([value, count]) => ({ key: `${kind}:${value}`, value, count }));
}

function valuesOf(row: Filterable, kind: FilterKind): readonly string[] {
  if (kind === 'place') return [row.place];
  return kind === 'team' ? row.teams : [row.field ?? ''];
}
