/** The fate of each act recorded on this phone, newest first. */
import { derived } from 'svelte/store';

import { isSame } from '../core/changes.ts';
import { hasUnseenFate, type Entry } from '../core/entry.ts';
import { isAct, type Change, type Conflict, type Reason as WireReason } from '../core/record.ts';
import { dateOf } from '../core/time.ts';
import * as book from '../store/book.ts';
import { syncState } from '../sync/wake.ts';
import { findConflict, sides, viewConflict, type ConflictView } from './conflict_views.ts';
import { text } from './house_rows.ts';
import { fromBook, type Live } from './live.ts';
import { nameOf } from './people.ts';

export type Reason = WireReason;
export type OutboxState =
  'waiting' | 'sending' | 'received' | 'accepted' | 'conflict' | 'decided' | 'held' | 'discarded';
export type { ConflictView } from './conflict_views.ts';
export { markEntrySeen as markSeen } from '../store/acts.ts';
export interface Decision {
  readonly chosen: 'mine' | 'theirs' | 'other';
  readonly value: unknown;
  /** Full name of who decided, or ''. */
  readonly by: string;
  readonly at: Date;
  readonly reason: string | null;
}
export interface OutboxItem {
  /** The only one here: numbers begin anew where another device goes on in this browser. */
  readonly k: number;
  readonly n: number;
  readonly id: string;
  readonly at: Date;
  /** Name of the household's head or of the applicant. */
  readonly title: string;
  /** Type of the main record. */
  readonly kind: string;
  readonly record_id: string;
  readonly is_new_record: boolean;
  readonly state: OutboxState;
  readonly received_at: Date | null;
  readonly conflicts: readonly ConflictView[];
  readonly reasons: readonly Reason[];
  /** The server cannot take it: its content is on this phone alone. */
  readonly is_only_here: boolean;
  readonly decision: Decision | null;
}

/** The record types that an act is named after, in this order. */
const main_types = ['filing', 'visit', 'activity', 'household'];

/** What an act's line is made of. */
const view_types = ['log', 'conflict', 'household', 'membership'];

export const outbox: Live<readonly OutboxItem[]> = derived(
  [fromBook(() => [...book.entries()].reverse().map(viewEntry), view_types), syncState],
  ([items, { phase }]) =>
    phase === 'sending'
      ? items.map((item) =>
          item.state === 'waiting' ? { ...item, state: 'sending' as const } : item,
        )
      : items,
);

/** What a person should look at: in conflict, held, decided or discarded and not yet seen. */
export const attention: Live<readonly OutboxItem[]> = fromBook(
  () =>
    book
      .entries()
      .filter((entry) => asksForAttention(entry))
      .reverse()
      .map(viewEntry),
  view_types,
);

function asksForAttention(entry: Entry): boolean {
  const state = stateOf(entry);
  if (state === 'conflict' || state === 'held') return true;
  return (state === 'decided' || state === 'discarded') && hasUnseenFate(entry);
}

/** All conflicts that the act was part of, also those that others' values made of it. */
function conflictsOf(entry: Entry): Conflict[] {
  const ids = new Set([...entry.conflicts, ...entry.outcomes.flatMap((each) => each.conflicts)]);
  return [...ids].map(findConflict).filter((each) => each !== undefined);
}

function stateOf(entry: Entry): OutboxState {
  if (entry.void !== null) return 'held';
  if (entry.status === null) return 'waiting';
  const told = entry.outcomes.map(({ status }) => status);
  if (told.at(-1) === 'discarded') return 'discarded';
  if (entry.status === 'held' && !told.includes('released')) return 'held';
  return stateByConflicts(entry, told.includes('decided'));
}

function stateByConflicts(entry: Entry, is_decided: boolean): OutboxState {
  const known = conflictsOf(entry);
  if (known.some(({ status }) => status === 'open')) return 'conflict';
  if (is_decided) return 'decided';
  // The conflict is on the server, and its record is still on the way.
  if (entry.status === 'conflict' && known.length === 0) return 'conflict';
  return entry.settled ? 'accepted' : 'received';
}

function viewEntry(entry: Entry): OutboxItem {
  const { changeset } = entry;
  const ranked = changeset.changes
    .filter((change) => !isAct(change))
    .sort((a, b) => rank(a) - rank(b));
  const main = ranked[0];
  const found = conflictsOf(entry);
  return {
    ...{ k: entry.k, n: entry.n, id: changeset.id },
    ...{ at: new Date(changeset.at), title: titleOf(main) },
    ...{ kind: main?.type ?? '', record_id: main?.id ?? '', is_new_record: main?.op === 'create' },
    state: stateOf(entry),
    received_at: dateOf(entry.received_at),
    conflicts: found.map(viewConflict),
    reasons: entry.void === null ? entry.reasons : [unsendable],
    is_only_here: entry.void !== null,
    decision: decisionOf(entry, found),
  };
}

/** Why this phone keeps it: only a file can carry it to the office. */
const unsendable: Reason = { change: null, field: null, code: 'unsendable', detail: '' };

function rank({ type }: Change): number {
  const place = main_types.indexOf(type);
  return place < 0 ? main_types.length : place;
}

/** Name of the household's head or of the applicant. */
function titleOf(change: Change | undefined): string {
  if (change === undefined) return '';
  const fields = { ...book.find(change.id)?.fields, ...('fields' in change ? change.fields : {}) };
  const household = book.find(text(fields['household_id']))?.fields;
  const names = [fields['head_name'], fields['applicant_name'], household?.['head_name']];
  return names.map(text).find(Boolean) ?? text(fields['title']);
}

function decisionOf(entry: Entry, found: readonly Conflict[]): Decision | null {
  const told = entry.outcomes.findLast((each) => each.status === 'decided');
  const conflict = found.findLast((each) => each.status === 'resolved');
  if (told === undefined || conflict === undefined) return null;
  const value = conflict.resolution?.value ?? null;
  const { mine, theirs } = sides(conflict);
  const chosen = isSame(value, mine) ? 'mine' : isSame(value, theirs) ? 'theirs' : 'other';
  const by = nameOf(told.by ?? '');
  return { chosen, value, by, at: new Date(told.at), reason: told.reason };
}
