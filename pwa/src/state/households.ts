/** Households: search, one household with its history, and recording a new one or a correction. */
import { createChange, updateChange } from '../core/changes.ts';
import type { Change, Fields, StoredRecord } from '../core/record.ts';
import { findRanges, fold } from '../core/text.ts';
import { dateOf } from '../core/time.ts';
import { newId, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { conflictViews, type ConflictView } from './conflict_views.ts';
import {
  indexed,
  listByVisit,
  listInNeed,
  row_types,
  sessionsIn,
  text,
  visitsOf,
  worst,
  type HouseholdRow,
  type Indexed,
  type RowState,
} from './house_rows.ts';
import { fromBook, type Live } from './live.ts';
import { stayedId } from './merged.ts';
import { nameOf } from './people.ts';

export type { HouseholdRow, Location, RowState } from './house_rows.ts';
export interface HouseholdQuery {
  readonly text: string;
  readonly filter: 'all' | 'unvisited' | 'due' | 'visited';
  readonly cluster?: string;
  readonly sells?: 'shop' | 'producing' | null;
  readonly limit: number;
}
export interface HouseholdList {
  readonly total: number;
  readonly matches: number;
  readonly counts: { readonly all: number; readonly unvisited: number; readonly due: number };
  readonly rows: readonly HouseholdRow[];
}
export interface GuidanceView {
  readonly id: string;
  readonly topic: string;
  readonly outcome: string;
  readonly quantity: number;
}
export interface VisitView {
  readonly id: string;
  readonly visited_at: Date | null;
  readonly outcome: string;
  readonly channel: string;
  readonly by: string;
  readonly by_name: string;
  readonly person_name: string;
  readonly follow_up_on: string | null;
  readonly note: string;
  readonly guidance: readonly GuidanceView[];
  readonly state: RowState;
}
export interface HouseholdDetail extends HouseholdRow {
  readonly fields: Fields;
  readonly visits: readonly VisitView[];
  readonly conflicts: readonly ConflictView[];
}
export interface Saved {
  readonly id: string;
  /** Number of the changeset, or null when nothing had changed. */
  readonly k: number | null;
}

/** Without text: due first, then never visited, then longest ago. With text: best match first. */
export function households(query: HouseholdQuery): Live<HouseholdList> {
  return fromBook(() => search(query), row_types);
}

const slice_rows = 50;

/** Makes what lists and search need before somebody asks, a few rows at each pause. */
export async function prepareLists(pause: () => Promise<void>): Promise<void> {
  let made = 0;
  for (const each of [...indexed().values()]) {
    if (made % slice_rows === 0) await pause();
    each.prepare();
    made += 1;
  }
  await pause();
  listInNeed();
  await pause();
  listByVisit();
}

function search(query: HouseholdQuery): HouseholdList {
  const words = fold(query.text).split(' ').filter(Boolean);
  const counts = { all: 0, unvisited: 0, due: 0 };
  let total = 0;
  // By how many words begin a word of the name; within, in the order of the list looked through.
  const found: HouseholdRow[][] = words.map(() => []);
  for (const each of words.length > 0 ? listByVisit() : listInNeed()) {
    const { row } = each;
    if (!isNarrowed(row, query)) continue;
    total += 1;
    if (!words.every((word) => each.key.includes(word))) continue;
    counts.all += 1;
    counts.unvisited += Number(row.last_visit_on === null);
    counts.due += Number(row.is_due);
    if (passes(row, query.filter)) (found[rankOf(each, words)] ??= []).push(row);
  }
  const shown = found.reverse().flat();
  const rows = shown.slice(0, query.limit).map((row) => marked(row, query.text));
  return { total, matches: shown.length, counts, rows };
}

function rankOf({ name_key }: Indexed, words: readonly string[]): number {
  return words.reduce((sum, word) => sum + (name_key.includes(` ${word}`) ? 1 : 0), 0);
}

function isNarrowed(row: HouseholdRow, { cluster, sells }: HouseholdQuery): boolean {
  return (!cluster || row.cluster === cluster) && (!sells || row[sells]);
}

/** The clusters of all hamlets here, in walking order. */
export const clusterNames: Live<readonly string[]> = fromBook(() => {
  const names = new Set([...indexed().values()].map(({ row }) => row.cluster));
  names.delete('');
  return [...names].sort((a, b) => a.localeCompare(b, 'vi', { numeric: true }));
});

/** Every household that has a place, for the map. */
export const placed: Live<readonly HouseholdRow[]> = fromBook(() =>
  [...indexed().values()].map(({ row }) => row).filter(({ location }) => location !== null),
);

function marked(row: HouseholdRow, searched: string): HouseholdRow {
  return searched.trim() === '' ? row : { ...row, ranges: findRanges(row.head_name, searched) };
}

function passes(row: HouseholdRow, filter: HouseholdQuery['filter']): boolean {
  if (filter === 'unvisited') return row.last_visit_on === null;
  if (filter === 'visited') return row.last_visit_on !== null;
  return filter === 'all' || row.is_due;
}

export function household(id: string): Live<HouseholdDetail | null> {
  return fromBook(() => detail(id), [...row_types, 'membership']);
}

function detail(asked_id: string): HouseholdDetail | null {
  indexed();
  const id = stayedId(asked_id);
  const known = indexed().get(id);
  const record = book.find(id);
  if (known === undefined || record === undefined) return null;
  const conflicts = conflictViews([id]).filter((each) => each.status === 'open');
  return { ...known.row, fields: record.fields, visits: visitsOf(id).map(visitView), conflicts };
}

function visitView(visit: StoredRecord): VisitView {
  const { fields } = visit;
  const sessions = sessionsIn(visit.id);
  return {
    ...{ id: visit.id, visited_at: dateOf(fields['visited_at']), outcome: text(fields['outcome']) },
    ...{ channel: text(fields['channel']) || 'home', by: visit.created_by ?? '' },
    by_name: nameOf(visit.created_by ?? ''),
    person_name: text(sessions[0]?.fields['person_name']),
    follow_up_on: text(fields['follow_up_on']) || null,
    note: text(fields['note']),
    guidance: sessions.map((each) => ({
      ...{ id: each.id, topic: text(each.fields['topic']), outcome: text(each.fields['outcome']) },
      quantity: Number(each.fields['quantity'] ?? 1),
    })),
    state: worst([book.stateOf(visit.id), ...sessions.map((each) => book.stateOf(each.id))]),
  };
}

/** What a person saw of a record when they began to correct it. */
export interface Seen {
  readonly fields: Fields;
  readonly base: number;
  readonly epoch: string | null;
}

export function seenHousehold(id: string): Seen | null {
  const record = book.find(id);
  if (record === undefined) return null;
  const received = book.received(id);
  return {
    fields: record.fields,
    base: received?.rev ?? 0,
    epoch: book.epochOf(received?.stream ?? record.stream),
  };
}

/**
 * Sends only the fields that changed since they were seen; creates when `id` is null. What others
 * changed meanwhile was not seen, so it becomes a conflict and is not overwritten.
 */
export async function saveHousehold(
  id: string | null,
  stream: string,
  fields: Fields,
  seen: Seen | null = null,
): Promise<Saved> {
  if (id === null) {
    const created = newId();
    const entry = await record([createChange('household', created, stream, fields)]);
    return { id: created, k: entry.k };
  }
  const change = correction(id, fields, seen ?? seenHousehold(id));
  if (change === null) return { id, k: null };
  return { id, k: (await record([change])).k };
}

function correction(id: string, fields: Fields, seen: Seen | null): Change | null {
  const record = book.find(id);
  if (record === undefined || seen === null) return null;
  const here = book.epochOf(book.received(id)?.stream ?? record.stream);
  // A revision of an older history proves nothing; what was seen of each field still does.
  const rev = seen.epoch === here ? seen.base : 0;
  return updateChange({ ...record, fields: seen.fields }, { rev }, fields);
}
