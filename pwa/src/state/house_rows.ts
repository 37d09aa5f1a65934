/**
 * What the household screens ask again and again, computed once for each change of the book:
 * search keys, the last visit, follow-ups, and what each house has.
 */
import { get } from 'svelte/store';

import type { StoredRecord } from '../core/record.ts';
import { fold } from '../core/text.ts';
import { dayOf, localDay, momentOf } from '../core/time.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';

export type RowState = 'waiting' | 'conflict' | 'held' | null;
export interface Location {
  readonly lat: number;
  readonly lon: number;
}
export interface HouseholdRow {
  readonly id: string;
  readonly stream: string;
  readonly head_name: string;
  readonly address: string;
  readonly phone: string;
  readonly cluster: string;
  readonly shop: boolean;
  readonly producing: boolean;
  readonly location: Location | null;
  readonly last_visit_on: string | null;
  readonly follow_up_on: string | null;
  readonly is_due: boolean;
  /** Codes of the topics that the household has: done, or already there. */
  readonly has: readonly string[];
  /** Where the searched words stand in `head_name`: [start, end) in UTF-16 units. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly state: RowState;
}
export interface Indexed {
  readonly row: HouseholdRow;
  readonly name_key: string;
  readonly key: string;
  readonly last_visit_ms: number | null;
}

let at_change = -1;
let on_day = '';
let index: ReadonlyMap<string, Indexed> = new Map();
let visits_of: ReadonlyMap<string, readonly StoredRecord[]> = new Map();

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** All households here but those merged away, by id. */
export function indexed(): ReadonlyMap<string, Indexed> {
  const change = get(book.changes);
  const today = localDay(nowMs());
  if (change === at_change && today === on_day) return index;
  at_change = change;
  on_day = today;
  visits_of = groupVisits();
  const has = groupTopics();
  const next = new Map<string, Indexed>();
  for (const record of book.live('household').values()) {
    if (record.fields['merged_into']) continue;
    next.set(record.id, makeIndexed(record, visits_of.get(record.id) ?? [], has, today));
  }
  index = next;
  return index;
}

/** Visits of a household, the newest first. */
export function visitsOf(household_id: string): readonly StoredRecord[] {
  indexed();
  return visits_of.get(household_id) ?? [];
}

function groupVisits(): Map<string, StoredRecord[]> {
  const groups = new Map<string, StoredRecord[]>();
  for (const visit of book.live('visit').values()) {
    const household_id = text(visit.fields['household_id']);
    const group = groups.get(household_id);
    if (group) group.push(visit);
    else groups.set(household_id, [visit]);
  }
  for (const group of groups.values()) group.sort((a, b) => visitedMs(b) - visitedMs(a));
  return groups;
}

function visitedMs(visit: StoredRecord): number {
  return momentOf(visit.fields['visited_at']) ?? 0;
}

function groupTopics(): Map<string, Set<string>> {
  const has = new Map<string, Set<string>>();
  for (const guidance of book.live('guidance').values()) {
    const { household_id, topic, outcome } = guidance.fields;
    if (outcome !== 'done' && outcome !== 'already') continue;
    const topics = has.get(text(household_id)) ?? new Set<string>();
    has.set(text(household_id), topics.add(text(topic)));
  }
  return has;
}

function makeIndexed(
  record: StoredRecord,
  visits: readonly StoredRecord[],
  has: ReadonlyMap<string, ReadonlySet<string>>,
  today: string,
): Indexed {
  const { fields } = record;
  const newest = visits[0];
  // A later visit settles what an earlier one promised.
  const follow_up_on = newest ? text(newest.fields['follow_up_on']) || null : null;
  const row: HouseholdRow = {
    ...{ id: record.id, stream: record.stream, head_name: text(fields['head_name']) },
    ...{ address: text(fields['address']), phone: text(fields['phone']) },
    ...{ cluster: text(fields['cluster']), shop: fields['shop'] === true },
    ...{ producing: fields['producing'] === true, location: locationOf(fields['location']) },
    last_visit_on: newest ? dayOf(newest.fields['visited_at']) : null,
    follow_up_on,
    is_due: follow_up_on !== null && follow_up_on <= today,
    has: [...(has.get(record.id) ?? [])],
    ranges: [],
    state: worst([book.stateOf(record.id), ...visits.map((visit) => book.stateOf(visit.id))]),
  };
  const name_key = fold(row.head_name);
  const digits = row.phone.replace(/\D/gu, '');
  const key = ` ${name_key} ${digits} ${fold(row.address)} ${fold(row.cluster)}`;
  return { row, name_key: ` ${name_key}`, key, last_visit_ms: newest ? visitedMs(newest) : null };
}

function locationOf(value: unknown): Location | null {
  const { lat, lon } = (value ?? {}) as Partial<Location>;
  return typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : null;
}

export function worst(states: readonly RowState[]): RowState {
  return (['conflict', 'held', 'waiting'] as const).find((each) => states.includes(each)) ?? null;
}
