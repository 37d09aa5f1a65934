/**
 * Households that may be one: as the server puts them side by side, merging two field by field,
 * taking a merge back, and remembering that two are not the same. Each is one act of the log.
 */
import { derived, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import { isSame, updateChange } from '../core/changes.ts';
import type { Change, Fields, StoredRecord } from '../core/record.ts';
import { nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { text } from './house_rows.ts';
import { askForHistory, type Revision } from './record_history.ts';
import { fromBook, type Live } from './live.ts';

export type PairStatus = 'open' | 'apart' | 'merged';
export interface Pair {
  readonly key: string;
  readonly status: PairStatus;
  /** What they have in common; `flagged` where somebody on the way said so. */
  readonly alike: readonly ('phone' | 'name' | 'address' | 'flagged')[];
  /** Of a merged pair the first is the one that stayed. */
  readonly households: readonly [StoredRecord, StoredRecord];
}
interface PairOut {
  readonly status: PairStatus;
  readonly alike: Pair['alike'];
  readonly households: readonly StoredRecord[];
}

const pairs_max = 200;
const lists = writable<Readonly<Partial<Record<PairStatus, readonly Pair[]>>>>({});

/** As the server told last, without what was settled here since; null while never asked. */
export function pairs(status: PairStatus): Live<readonly Pair[] | null> {
  return derived([lists, fromBook(flaggedPairs, ['household', 'task'])], ([known, flagged]) => {
    const list = known[status];
    if (list === undefined) return null;
    const rows = status === 'open' ? withFlagged(list, flagged) : list;
    return rows.filter((pair) => isStill(pair, status));
  });
}

/** Pairs that somebody flagged come first; a flag is a task that names both households. */
function withFlagged(list: readonly Pair[], flagged: readonly Pair[]): readonly Pair[] {
  const keys = new Set(flagged.map(({ key }) => key));
  return [...flagged, ...list.filter(({ key }) => !keys.has(key))];
}

function flaggedPairs(): Pair[] {
  return openFlags().flatMap(({ fields }): Pair[] => {
    const ids = [fields['household_id'], fields['duplicate_of']].map(text).sort();
    const [first, second] = ids.map((id) => book.find(id));
    if (first === undefined || second === undefined || first === second) return [];
    const households = [first, second] as const;
    return [{ key: ids.join(' '), status: 'open', alike: ['flagged'], households }];
  });
}

function openFlags(): StoredRecord[] {
  return [...book.live('task').values()].filter(
    ({ fields }) => text(fields['duplicate_of']) !== '' && !fields['done_at'],
  );
}

export async function refreshPairs(status: PairStatus): Promise<void> {
  const reply = await request('GET', `/duplicates?status=${status}&limit=${String(pairs_max)}`);
  if (reply.kind !== 'ok') return;
  const { items } = reply.json as { items: readonly PairOut[] };
  const list = items.flatMap(({ alike, households: [first, second] }): Pair[] => {
    if (first === undefined || second === undefined) return [];
    return [{ key: `${first.id} ${second.id}`, status, alike, households: [first, second] }];
  });
  lists.update((known) => ({ ...known, [status]: list }));
}

/** The household as this device sees it, its own acts included. */
export function seen(household: StoredRecord): StoredRecord {
  return book.find(household.id) ?? household;
}

function isStill(pair: Pair, status: PairStatus): boolean {
  const [first, second] = pair.households.map((each) => seen(each).fields);
  const isMerged = Boolean(first?.['merged_into'] ?? second?.['merged_into']);
  if (status === 'merged') return isMerged;
  return !isMerged && isApart(pair) === (status === 'apart');
}

function isApart({ households: [first, second] }: Pair): boolean {
  return apartOf(seen(first)).includes(second.id) || apartOf(seen(second)).includes(first.id);
}

function apartOf({ fields }: StoredRecord): readonly unknown[] {
  const ids = fields['apart_from'];
  return Array.isArray(ids) ? (ids as unknown[]) : [];
}

/** `goes` becomes part of `stays`, which takes over `fields`. */
export function mergeHouseholds(
  stays: StoredRecord,
  goes: StoredRecord,
  fields: Fields,
): Promise<unknown> {
  return change([stays, fields], [goes, { merged_into: stays.id }]);
}

/** Both are again as they were: `before` holds what `stays` had where the merge changed it. */
export function splitHouseholds(
  stays: StoredRecord,
  goes: StoredRecord,
  before: Fields,
): Promise<unknown> {
  return change([stays, before], [goes, { merged_into: null }]);
}

/** Remembers that two are not the same household, or takes that back. */
export function tellApart({ households: [first, second] }: Pair, are: boolean): Promise<unknown> {
  const without = (of: StoredRecord, other: StoredRecord): readonly unknown[] =>
    apartOf(seen(of)).filter((id) => id !== other.id);
  if (!are) {
    return change(
      [first, { apart_from: without(first, second) }],
      [second, { apart_from: without(second, first) }],
    );
  }
  return change([first, { apart_from: [...without(first, second), second.id] }], [second, {}]);
}

type Wanted = readonly [household: StoredRecord, fields: Fields];

async function change(...wanted: readonly Wanted[]): Promise<unknown> {
  const ids = wanted.map(([household]) => household.id);
  const flags = openFlags().filter(({ fields }) =>
    [fields['household_id'], fields['duplicate_of']].every((id) => ids.includes(text(id))),
  );
  const settled = flags.map((flag): Wanted => [flag, { done_at: nowText() }]);
  const changes = [...wanted, ...settled]
    .map(([household, fields]) =>
      updateChange(seen(household), book.received(household.id) ?? household, fields),
    )
    .filter((each): each is Change & { op: 'update' } => each !== null);
  return changes.length === 0 ? null : record(changes);
}

/**
 * What the one that stayed had before the merge, as its history tells; without what was changed
 * again since. Null where the server cannot be asked.
 */
export async function valuesBefore({ households: [stays, goes] }: Pair): Promise<Fields | null> {
  const theirs = await askForHistory('household', goes.id);
  const own = await askForHistory('household', stays.id);
  if (theirs === null || own === null) return null;
  const merge = theirs.findLast(({ fields }) => fields['merged_into']?.to === stays.id);
  const taken = own.find((each) => merge !== undefined && isOneAct(each, merge));
  const now = seen(stays).fields;
  const before = Object.entries(taken?.fields ?? {})
    .filter(([name, { to }]) => isSame(now[name] ?? null, to ?? null))
    .map(([name, { from }]) => [name, from] as const);
  return Object.fromEntries(before);
}

function isOneAct(a: Revision, b: Revision): boolean {
  return a.device === b.device && a.n === b.n && a.n !== null;
}
