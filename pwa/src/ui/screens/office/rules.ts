/**
 * Deciding many conflicts alike by one rule. A rule only says which side of each conflict it would
 * take; where it cannot say, it says so, and that one is left to a person. Nothing is decided here.
 */

import type { ConflictRow } from '../../../state/conflicts.ts';
import { cardsOf, isWholeRecord, type Card } from './cards.ts';

export type Rule =
  | { readonly kind: 'current' | 'incoming' | 'latest' }
  | { readonly kind: 'author'; readonly by: string };

export interface Verdict {
  readonly row: ConflictRow;
  /** The side that the rule takes; null where it cannot say. */
  readonly card: Card | null;
}

const AUTHOR_ROWS_MIN = 2;
const AUTHORS_MAX = 2;

/** Open conflicts of the same field of the same type. A deletion is never decided by rule. */
export function alikeTo(row: ConflictRow, rows: readonly ConflictRow[]): readonly ConflictRow[] {
  if (isWholeRecord(row) || row.field === 'stream') return [];
  return rows.filter(({ type, field }) => type === row.type && field === row.field);
}

/** The rules that these conflicts allow, the plainest first. */
export function rulesFor(rows: readonly ConflictRow[]): readonly Rule[] {
  const kinds = ['latest', 'incoming', 'current'] as const;
  const counts = new Map<string, number>();
  for (const row of rows) {
    const people = new Set(sidesOf(row).map(({ by }) => by));
    for (const by of people) if (by !== null) counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  const authors = [...counts]
    .filter(([, count]) => count >= AUTHOR_ROWS_MIN)
    .sort((a, b) => b[1] - a[1])
    .slice(0, AUTHORS_MAX)
    .map(([by]): Rule => ({ kind: 'author', by }));
  return [...kinds.map((kind): Rule => ({ kind })), ...authors];
}

export function verdicts(rows: readonly ConflictRow[], rule: Rule): Verdict[] {
  return rows.map((row) => ({ row, card: sideBy(rule, sidesOf(row)) }));
}

function sidesOf(row: ConflictRow): Card[] {
  return cardsOf(row).filter(({ role }) => role !== 'base');
}

function sideBy(rule: Rule, sides: readonly Card[]): Card | null {
  switch (rule.kind) {
    case 'current':
      return sides.find(({ role }) => role === 'current') ?? null;
    case 'incoming': {
      const devices = sides.filter(({ role }) => role === 'incoming');
      return devices.length === 1 ? (devices[0] ?? null) : null;
    }
    case 'latest':
      return latest(sides);
    case 'author':
      return only(sides.filter(({ by }) => by === rule.by));
  }
}

/** By corrected time; where one of them has none, nobody can say which came last. */
function latest(sides: readonly Card[]): Card | null {
  if (sides.some(({ corrected_at }) => corrected_at === null)) return null;
  const moment = ({ corrected_at }: Card): number => Date.parse(corrected_at ?? '');
  return [...sides].sort((a, b) => moment(b) - moment(a))[0] ?? null;
}

function only(sides: readonly Card[]): Card | null {
  return sides.length === 1 ? (sides[0] ?? null) : null;
}
