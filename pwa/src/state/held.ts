/** The repair desk: what the server keeps until somebody mends it; releasing and discarding it. */
import { writable } from 'svelte/store';

import { request, type Reply } from '../api/client.ts';
import type { Change, Reason } from '../core/record.ts';
import type { Live } from './live.ts';
import { nameOf } from './people.ts';

export interface HeldRow {
  readonly id: string;
  readonly author: string;
  /** Full name of the author, or ''. */
  readonly author_name: string;
  readonly device: string;
  readonly n: number;
  /** What the author's device claims. */
  readonly at: string | null;
  readonly changes: readonly Change[];
  readonly reasons: readonly Reason[];
  readonly received_at: string;
}
export type RepairResult =
  'ok' | 'still_held' | 'already_closed' | 'offline' | 'not_allowed' | 'server';
export interface Repaired {
  readonly result: RepairResult;
  /** Why it is still held. */
  readonly reasons: readonly Reason[];
}

interface HeldOut extends Omit<HeldRow, 'author_name' | 'at' | 'changes'> {
  readonly changeset: { readonly at?: unknown; readonly changes?: unknown };
}

/** The desk works through the oldest; further ones come when these are done. */
const ROWS_MAX = 200;
const RESULTS: Readonly<Record<string, RepairResult>> = {
  still_held: 'still_held',
  already_closed: 'already_closed',
  not_found: 'already_closed',
  not_allowed: 'not_allowed',
};

const rows = writable<readonly HeldRow[] | null>(null);

/** Oldest first, as the server told it last; null while it has not been asked. */
export const held: Live<readonly HeldRow[] | null> = { subscribe: rows.subscribe };

export async function refreshHeld(): Promise<void> {
  const reply = await request('GET', `/held?status=open&limit=${String(ROWS_MAX)}`);
  if (reply.kind !== 'ok') return;
  const { items } = reply.json as { readonly items: readonly HeldOut[] };
  rows.set(items.map(readRow));
}

/** Applies it now; `changes` replace its own where something was mended. */
export async function releaseHeld(
  id: string,
  changes: readonly Change[] | null,
): Promise<Repaired> {
  const body = changes === null ? {} : { changes };
  return repaired(await request('POST', `/held/${id}/release`, body));
}

/** Closes it unapplied; the author reads the reason. */
export async function discardHeld(id: string, reason: string): Promise<Repaired> {
  return repaired(await request('POST', `/held/${id}/discard`, { reason }));
}

function readRow(item: HeldOut): HeldRow {
  const { changeset, ...rest } = item;
  return {
    ...rest,
    author_name: nameOf(item.author),
    at: typeof changeset.at === 'string' ? changeset.at : null,
    changes: Array.isArray(changeset.changes) ? (changeset.changes as Change[]) : [],
  };
}

function repaired(reply: Reply): Repaired {
  if (reply.kind === 'ok') return { result: 'ok', reasons: [] };
  if (reply.kind !== 'problem') return { result: 'offline', reasons: [] };
  const reasons = (reply.json as { readonly reasons?: readonly Reason[] } | null)?.reasons;
  return { result: RESULTS[reply.code] ?? 'server', reasons: reasons ?? [] };
}
