/** The conflict desk: open conflicts with all their sides, deciding one, undoing a decision. */
import { derived, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import type { ConflictsOut } from '../api/wire.ts';
import type { Conflict, Fields } from '../core/record.ts';
import { dayOf, localDay } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { runNow } from '../sync/wake.ts';
import { text } from './house_rows.ts';
import { fromBook, type Live } from './live.ts';
import { nameOf } from './people.ts';

export interface ConflictRow extends Conflict {
  readonly record_title: string;
  readonly place: string;
  /** The value that the sides started from. */
  readonly from: unknown;
  /** user_id → full name, for everybody who appears in it. */
  readonly names: Readonly<Record<string, string>>;
  /** What the same changesets changed besides, and the server took. */
  readonly other_changes: readonly { readonly field: string; readonly value: unknown }[];
}
export interface Choice {
  readonly choice: 'current' | 'incoming' | 'value';
  readonly side?: number;
  readonly value?: unknown;
  readonly reason?: string;
  readonly rev: number;
}
export type ResolveResult =
  'ok' | 'already_resolved' | 'stale' | 'offline' | 'not_allowed' | 'server';

/** What the server said last, by conflict: newer than the stream while both are open. */
const asked = writable<ReadonlyMap<string, Conflict>>(new Map());

/** What a conflict's view is made of. */
const view_types = ['conflict', 'household', 'visit', 'filing', 'membership', 'account'];

const known: Live<readonly ConflictRow[]> = derived(
  [
    fromBook(() => [...book.live('conflict').values()].map((each) => each.fields), view_types),
    asked,
  ],
  ([inStream, live]) =>
    inStream
      .map((fields) => fields as unknown as Conflict)
      .map((conflict) => view(newest(conflict, live.get(conflict.id))))
      .sort((a, b) => a.opened_at.localeCompare(b.opened_at)),
);

/** Oldest first. */
export const conflicts: Live<readonly ConflictRow[]> = derived(known, (rows) =>
  rows.filter((row) => row.status === 'open'),
);
export const decidedToday: Live<readonly ConflictRow[]> = derived(known, (rows) =>
  rows.filter((row) => dayOf(row.resolved_at) === localDay(nowMs())).reverse(),
);

function newest(here: Conflict, there: Conflict | undefined): Conflict {
  return there?.status === 'open' && here.status === 'open' ? there : here;
}

function view(conflict: Conflict): ConflictRow {
  const { stream, current, resolved_by, incoming } = conflict;
  const place = getAccount()?.streams.find((each) => each.stream === stream)?.name;
  const people = [current.by, resolved_by, ...incoming.map(({ by }) => by)].map(text);
  return {
    ...conflict,
    record_title: titleOf(conflict.record_id),
    place: place ?? stream,
    from: incoming[0]?.from ?? null,
    names: Object.fromEntries(people.map((by) => [by, nameOf(by)])),
    other_changes: [],
  };
}

function titleOf(record_id: string): string {
  const fields: Fields = book.find(record_id)?.fields ?? {};
  const household = book.find(text(fields['household_id']))?.fields['head_name'];
  const names = ['head_name', 'applicant_name', 'title', 'name'].map((name) => fields[name]);
  return [...names, household].map(text).find(Boolean) ?? '';
}

const problems: Readonly<Record<string, ResolveResult | undefined>> = {
  already_resolved: 'already_resolved',
  not_resolved: 'already_resolved',
  stale: 'stale',
  not_allowed: 'not_allowed',
  not_found: 'not_allowed',
};

export function resolveConflict(id: string, choice: Choice): Promise<ResolveResult> {
  return act(`/conflicts/${id}/resolve`, choice);
}

export function undoConflict(id: string): Promise<ResolveResult> {
  return act(`/conflicts/${id}/undo`, undefined);
}

async function act(path: string, body: unknown): Promise<ResolveResult> {
  const reply = await request('POST', path, body);
  if (reply.kind === 'ok') {
    // The stream brings the decision; until then it must not look open.
    await runNow();
    await refreshConflicts();
    return 'ok';
  }
  if (reply.kind !== 'problem') return 'offline';
  if (reply.status === 409) {
    await runNow();
    await refreshConflicts();
  }
  return problems[reply.code] ?? 'server';
}

/** Asks the server for the live numbers; keeps what is here when there is no network. */
export async function refreshConflicts(): Promise<void> {
  const reply = await request('GET', '/conflicts?status=open&limit=200');
  if (reply.kind !== 'ok') return;
  const { items } = reply.json as ConflictsOut;
  asked.set(new Map(items.map((conflict) => [conflict.id, conflict])));
}
