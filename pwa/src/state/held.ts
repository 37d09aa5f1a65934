/** The repair desk: what the server keeps until somebody mends it. */
import { derived, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import type { HeldOut } from '../api/wire.ts';
import { isDeletionsLimit, type AnyChange, type Reason } from '../core/record.ts';
import type { Live } from './live.ts';
import { waitingActs } from './office_acts.ts';
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
  /** Records that it makes or changes; acts of the office, where it is one's own. */
  readonly changes: readonly AnyChange[];
  readonly reasons: readonly Reason[];
  readonly received_at: string;
}
const rows = writable<readonly HeldRow[] | null>(null);

/** Oldest first, as the server told it last; null while it has not been asked. */
export const held: Live<readonly HeldRow[] | null> = derived(
  [rows, waitingActs],
  ([told, waiting]) => told?.filter((row) => !waiting.has(row.id)) ?? null,
);

/** Nothing is wrong with it: its author has deleted more in a day than one person may. */
export function isOverDeletions({ reasons }: HeldRow): boolean {
  return reasons.length > 0 && reasons.every(isDeletionsLimit);
}

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
    changes: Array.isArray(changes) ? (changes as AnyChange[]) : [],
    reasons: item.reasons,
  };
}
