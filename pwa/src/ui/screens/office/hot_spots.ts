/** Where conflicts gather: by field, place, team and pair of people, over 30 days. Pure. */

import type { ConflictRow } from '../../../state/conflicts.ts';

type Spotted = Pick<
  ConflictRow,
  'type' | 'field' | 'place' | 'stream' | 'teams' | 'status' | 'opened_at' | 'current' | 'incoming'
>;

export interface Spot {
  readonly key: string;
  readonly count: number;
  readonly open: number;
}

const SPAN_MS = 30 * 86_400_000;
const SPOTS_MAX = 8;

export function within30Days<T extends Spotted>(rows: readonly T[], now_ms: number): T[] {
  return rows.filter(({ opened_at }) => now_ms - Date.parse(opened_at) < SPAN_MS);
}

/** How often this field differed in this place. */
export function spotOf(row: Spotted, rows: readonly Spotted[], now_ms: number): number {
  const isThere = (each: Spotted): boolean =>
    each.type === row.type && each.field === row.field && each.stream === row.stream;
  return within30Days(rows.filter(isThere), now_ms).length;
}

/** The keys of the rows counted, the most frequent first. */
export function spotsBy<T extends Spotted>(
  rows: readonly T[],
  keysOf: (row: T) => readonly string[],
): Spot[] {
  const spots = new Map<string, Spot>();
  for (const row of rows) {
    for (const key of new Set(keysOf(row))) {
      const { count, open } = spots.get(key) ?? { count: 0, open: 0 };
      const isOpen = row.status === 'open' ? 1 : 0;
      spots.set(key, { key, count: count + 1, open: open + isOpen });
    }
  }
  return [...spots.values()]
    .sort((a, b) => b.count - a.count || a.key.localeCompare(b.key, 'vi'))
    .slice(0, SPOTS_MAX);
}

/** The two people of a conflict in a fixed order; none where they are not two. */
export function pairOf(row: Spotted): readonly (readonly [string, string])[] {
  const ids = [row.current.by, ...row.incoming.map(({ by }) => by)];
  const [one, other, third] = [...new Set(ids.filter((id) => id !== null))].sort();
  return one === undefined || other === undefined || third !== undefined ? [] : [[one, other]];
}
