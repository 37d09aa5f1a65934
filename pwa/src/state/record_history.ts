/** The history of one record as the server has it: every revision, and what one act changed. */
import { writable } from 'svelte/store';

import { request } from '../api/client.ts';
import { askForNames, farName } from './far_records.ts';
import type { Live } from './live.ts';
import { nameOf } from './people.ts';

export interface Revision {
  readonly rev: number;
  readonly op: string;
  readonly by: string | null;
  readonly device: string | null;
  readonly n: number | null;
  readonly at: string;
  readonly fields: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** Oldest first; null until the server has answered. Asked anew for every new `rev`. */
export function recordHistory(
  type: string,
  id: string,
  rev: number,
): Live<readonly Revision[] | null> {
  const key = `${type}/${id}/${String(rev)}`;
  const known = histories.get(key);
  const history = writable<readonly Revision[] | null>(known ?? null);
  if (known === undefined) void load(type, id, key).then(history.set);
  return history;
}

const kept_max = 50;
const histories = new Map<string, readonly Revision[]>();

async function load(type: string, id: string, key: string): Promise<readonly Revision[] | null> {
  const revisions = await askForHistory(type, id);
  if (revisions === null) return null;
  if (histories.size >= kept_max) histories.clear();
  histories.set(key, revisions);
  return revisions;
}

export async function askForHistory(type: string, id: string): Promise<readonly Revision[] | null> {
  const reply = await request('GET', `/records/${type}/${id}/revisions`);
  if (reply.kind !== 'ok') return null;
  const { items } = reply.json as { items: readonly Revision[] };
  const unknown = items.flatMap(({ by }) => (by === null || nameOf(by) !== '' ? [] : [by]));
  await askForNames(unknown);
  return items;
}

/** Full name of who made a revision, or ''. */
export function authorOf({ by }: Revision): string {
  return by === null ? '' : nameOf(by) || farName(by);
}
