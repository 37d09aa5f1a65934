/** Households: search, one household with its history, and recording a new one or a correction. */
import type { Fields } from '../core/record.ts';
import { still, type Live } from './live.ts';
import type { ConflictView } from './outbox.ts';

export type RowState = 'waiting' | 'conflict' | 'held' | null;
export interface HouseholdQuery {
  readonly text: string;
  readonly filter: 'all' | 'unvisited' | 'due' | 'visited';
  readonly stream?: string;
  readonly limit: number;
}
export interface HouseholdRow {
  readonly id: string;
  readonly stream: string;
  readonly head_name: string;
  readonly address: string;
  readonly phone: string;
  readonly cluster: string;
  readonly last_visit_on: string | null;
  readonly follow_up_on: string | null;
  readonly is_due: boolean;
  /** Codes of the topics that the household has: done, or already there. */
  readonly has: readonly string[];
  /** Where the searched words stand in `head_name`: [start, end) in UTF-16 units. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly state: RowState;
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
  readonly n: number | null;
}

/** Without text: due first, then never visited, then longest ago. With text: best match first. */
export function households(_query: HouseholdQuery): Live<HouseholdList> {
  return still({
    total: 0,
    matches: 0,
    counts: { all: 0, unvisited: 0, due: 0 },
    rows: [],
  });
}

export function household(_id: string): Live<HouseholdDetail | null> {
  return still(null);
}

/** Sends only the fields that changed; creates when `id` is null. */
export function saveHousehold(id: string | null, _stream: string, _fields: Fields): Promise<Saved> {
  return Promise.resolve({ id: id ?? '', n: null });
}

export function similarHouseholds(
  _stream: string,
  _head_name: string,
  _phone: string,
  _address: string,
): readonly HouseholdRow[] {
  return [];
}
