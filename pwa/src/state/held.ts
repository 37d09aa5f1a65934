/** The repair desk: what the server keeps until somebody mends it; releasing and discarding it. */
import { readonly, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import type { HeldOut } from '../api/wire.ts';
import type { Change, Reason } from '../core/record.ts';
import { wake } from '../sync/wake.ts';
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

const rows = writable<readonly HeldRow[] | null>(null);

/** Oldest first, as the server told it last; null while it has not been asked. */
export const held: Live<readonly HeldRow[] | null> = readonly(rows);

export async function refreshHeld(): Promise<void> {
  const reply = await request('GET', '/held?status=open&limit=200');
  if (reply.kind === 'ok') rows.set((reply.json as { items: HeldOut[] }).items.map(view));
}

function view(item: HeldOut): HeldRow {
  const { at, changes } = item.changeset;
  return {
    ...{ id: item.id, author: item.author, author_name: nameOf(item.author) },
    ...{ device: item.device, n: item.n, received_at: item.received_at },
    at: typeof at === 'string' ? at : null,
    changes: Array.isArray(changes) ? (changes as Change[]) : [],
    reasons: item.reasons,
  };
}

/** Applies it now; `changes` replace its own where something was mended. */
export function releaseHeld(id: string, changes: readonly Change[] | null): Promise<Repaired> {
  return repair(`/held/${id}/release`, changes === null ? {} : { changes });
}

/** Closes it unapplied; the author reads the reason. */
export function discardHeld(id: string, reason: string): Promise<Repaired> {
  return repair(`/held/${id}/discard`, { reason });
}

async function repair(path: string, body: unknown): Promise<Repaired> {
  const reply = await request('POST', path, body);
  if (reply.kind === 'ok') {
    await refreshHeld();
    wake();
    return { result: 'ok', reasons: [] };
  }
  if (reply.kind !== 'problem') return { result: 'offline', reasons: [] };
  if (reply.code === 'still_held') {
    return { result: 'still_held', reasons: (reply.json as { reasons: Reason[] }).reasons };
  }
  return { result: problems[reply.code] ?? 'server', reasons: [] };
}

const problems: Readonly<Record<string, RepairResult | undefined>> = {
  already_closed: 'already_closed',
  not_found: 'already_closed',
  not_allowed: 'not_allowed',
};
