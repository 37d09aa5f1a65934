/**
 * When a phone that had worked for this person comes up empty (the browser cleared its storage),
 * says so, with what the server last heard was waiting on it.
 */
import { derived, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import { account } from '../store/account.ts';
import { keep, readKept } from '../store/meta.ts';
import type { Live } from './live.ts';

export interface MissingData {
  /** Records that waited on this phone at its last contact; null where nobody knows. */
  readonly waiting: number | null;
  readonly last_seen_at: string | null;
}

const missing_key = 'missing';
const noted = writable(0);

/** What was lost here, until a person has read it. */
export const missingData: Live<MissingData | null> = derived(
  [account, noted],
  ([known], set) => {
    set(null);
    if (known !== null) void readKept<MissingData>(missing_key).then(set);
  },
  null as MissingData | null,
);

interface DeviceOut {
  readonly id: string;
  readonly waiting: number | null;
  readonly last_seen_at: string | null;
}

/** `device_id` is the device whose records were here. */
export async function noteMissing(device_id: string): Promise<void> {
  await put({ waiting: null, last_seen_at: null });
  const reply = await request('GET', '/devices');
  if (reply.kind !== 'ok') return;
  const { items } = reply.json as { items: readonly DeviceOut[] };
  const known = items.find(({ id }) => id === device_id);
  if (known === undefined) return;
  await put({ waiting: known.waiting, last_seen_at: known.last_seen_at });
}

export function dismissMissing(): Promise<void> {
  return put(null);
}

async function put(value: MissingData | null): Promise<void> {
  await keep(missing_key, value);
  noted.update((n) => n + 1);
}
