/**
 * What the household screens ask again and again: search keys, the last visit, follow-ups, and what
 * each house has. A change of the book renews the rows that it concerns and no others.
 */
import type { StoredRecord } from '../core/record.ts';
import { fold, orderKey } from '../core/text.ts';
import { dayOf, localDay, momentOf } from '../core/time.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { fromBook, type Live } from './live.ts';
import { forgetMerges, noteMerge, partsOf, stayedId } from './merged.ts';
import { moved_max, Ordered } from './ordered.ts';

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
/** A household as lists need it. Keys are made when they are first asked for, and kept. */
export class Indexed {
  readonly row: HouseholdRow;
  readonly last_visit_ms: number | null;
  /** 0 where a follow-up is due, 1 where nobody has been, 2 else. */
  readonly need: number;
  #name_key: string | null = null;
  #key: string | null = null;
  #name_order: string | null = null;
  #place_order: string | null = null;

  constructor(row: HouseholdRow, last_visit_ms: number | null) {
    this.row = row;
    this.last_visit_ms = last_visit_ms;
    this.need = row.is_due ? 0 : row.last_visit_on === null ? 1 : 2;
  }

  /** Makes what the list and its search would ask for. */
  prepare(): void {
    void [this.key, this.name_order];
  }

  /** The folded name behind a space, so that each of its words begins behind one. */
  get name_key(): string {
    return (this.#name_key ??= ` ${fold(this.row.head_name)}`);
  }

  /** All that a search looks through. */
  get key(): string {
    const { phone, address, cluster } = this.row;
    this.#key ??= `${this.name_key} ${digitsOf(phone)} ${fold(address)} ${fold(cluster)}`;
    return this.#key;
  }

  /** To be compared as text; Vietnamese names sort by their last word. */
  get name_order(): string {
    return (this.#name_order ??= nameOrder(this.row.head_name));
  }

  /** To be compared as text; neighbours stand together: by cluster, then by address. */
  get place_order(): string {
    return (this.#place_order ??= orderKey(`${this.row.cluster} ${this.row.address}`));
  }
}

/** What a row is made of; `log` for its state. */
export const row_types = ['household', 'visit', 'guidance', 'conflict', 'log'];

type Group = Map<string, Map<string, StoredRecord>>;

const index = new Map<string, Indexed>();
const visits_of: Group = new Map();
const sessions_of: Group = new Map();
const sessions_in: Group = new Map();
/** Households whose row must be made anew when somebody asks. */
const dirty = new Set<string>();
let on_day = '';
/** Due first, then never visited, then longest ago. */
const in_need = new Ordered<Indexed>(
  (a, b) => a.need - b.need || (a.last_visit_ms ?? 0) - (b.last_visit_ms ?? 0) || byName(a, b),
);
/** The most recently visited first. */
const by_visit = new Ordered<Indexed>(
  (a, b) => (b.last_visit_ms ?? 0) - (a.last_visit_ms ?? 0) || byName(a, b),
);

function byName(a: Indexed, b: Indexed): number {
  return a.name_order < b.name_order ? -1 : a.name_order > b.name_order ? 1 : 0;
}

book.listen(note, forget);

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** All households here but those merged away, by id. */
export function indexed(): ReadonlyMap<string, Indexed> {
  const today = localDay(nowMs());
  if (today !== on_day) for (const id of book.live('household').keys()) dirty.add(id);
  on_day = today;
  if (dirty.size > moved_max) for (const order of [in_need, by_visit]) order.forget();
  for (const id of dirty) renew(id, today);
  dirty.clear();
  return index;
}

/** The same, told anew when a row is seen otherwise: for a search that stands while rows arrive. */
export const allHouseholds: Live<ReadonlyMap<string, Indexed>> = fromBook(indexed, row_types);

/** Due first, then never visited, then longest ago. */
export function listInNeed(): readonly Indexed[] {
  indexed();
  return in_need.list(() => index.values());
}

/** The most recently visited first, then by name. */
export function listByVisit(): readonly Indexed[] {
  indexed();
  return by_visit.list(() => index.values());
}

/** Visits of a household, the newest first. */
export function visitsOf(household_id: string): readonly StoredRecord[] {
  const visits = partsOf(household_id).flatMap((id) => [...(visits_of.get(id)?.values() ?? [])]);
  return visits.sort((a, b) => visitedMs(b) - visitedMs(a));
}

/** The guidance sessions of a visit. */
export function sessionsIn(visit_id: string): readonly StoredRecord[] {
  return [...(sessions_in.get(visit_id)?.values() ?? [])];
}

function note(change: book.Difference): void {
  const { id, before, after } = change;
  const type = (after ?? before)?.type;
  if (type === 'household') for (const each of [id, ...noteMerge(change)]) dirty.add(each);
  if (type === 'visit') regroup(visits_of, 'household_id', before, after);
  if (type === 'guidance') {
    regroup(sessions_of, 'household_id', before, after);
    regroup(sessions_in, 'visit_id', before, after);
  }
}

function regroup(
  groups: Group,
  field: string,
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
): void {
  for (const record of [before, after]) {
    const owner = text(record?.fields[field]);
    if (record === undefined || owner === '') continue;
    const group = groups.get(owner) ?? new Map<string, StoredRecord>();
    groups.set(owner, group);
    if (record === after) group.set(record.id, record);
    else group.delete(record.id);
    if (field === 'household_id') dirty.add(owner).add(stayedId(owner));
  }
}

function forget(): void {
  for (const each of [index, visits_of, sessions_of, sessions_in, dirty]) each.clear();
  forgetMerges();
  for (const order of [in_need, by_visit]) order.forget();
}

function renew(id: string, today: string): void {
  const before = index.get(id);
  const record = book.live('household').get(id);
  const is_here = record !== undefined && !record.fields['merged_into'];
  const after = is_here ? makeIndexed(record, visitsOf(id), today) : undefined;
  if (after === undefined) index.delete(id);
  else index.set(id, after);
  for (const order of [in_need, by_visit]) order.replace(before, after);
}

function visitedMs(visit: StoredRecord): number {
  return momentOf(visit.fields['visited_at']) ?? 0;
}

/** Codes of the topics that the household has: done, or already there. */
function topicsOf(household_id: string): string[] {
  const topics = new Set<string>();
  const sessions = partsOf(household_id).flatMap((id) => [
    ...(sessions_of.get(id)?.values() ?? []),
  ]);
  for (const { fields } of sessions) {
    const { topic, outcome } = fields;
    if (outcome === 'done' || outcome === 'already') topics.add(text(topic));
  }
  return [...topics];
}

function makeIndexed(
  record: StoredRecord,
  visits: readonly StoredRecord[],
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
    has: topicsOf(record.id),
    ranges: [],
    state: worst([book.stateOf(record.id), ...visits.map((visit) => book.stateOf(visit.id))]),
  };
  return new Indexed(row, newest ? visitedMs(newest) : null);
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/gu, '');
}

function nameOrder(name: string): string {
  return `${orderKey(name.slice(name.lastIndexOf(' ') + 1))}\u0000${orderKey(name)}`;
}

function locationOf(value: unknown): Location | null {
  const { lat, lon } = (value ?? {}) as Partial<Location>;
  return typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : null;
}

export function worst(states: readonly RowState[]): RowState {
  return (['conflict', 'held', 'waiting'] as const).find((each) => states.includes(each)) ?? null;
}
