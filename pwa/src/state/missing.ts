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
  /** Its name where it may be another phone of this person. */
  readonly other?: string;
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
  readonly user_id: string;
  readonly name: string;
  readonly revoked_at: string | null;
  readonly waiting: number | null;
  readonly last_seen_at: string | null;
}

/** `device_id` is the device whose records were here. */
export async function noteMissing(device_id: string): Promise<void> {
  await put({ waiting: null, last_seen_at: null });
  const known = (await askForDevices()).find(({ id }) => id === device_id);
  if (known === undefined) return;
  await put({ waiting: known.waiting, last_seen_at: known.last_seen_at });
}

/**
 * A browser that has cleared everything does not know that it was ever used. The server does: it
 * names a device of this person on which something still waited. It may as well be another phone.
 */
export async function noteElsewhere({ user_id, device_id }: Known): Promise<void> {
  const others = (await askForDevices()).filter(
    (each) => each.user_id === user_id && each.id !== device_id && each.revoked_at === null,
  );
  const waits = others.filter(({ waiting }) => (waiting ?? 0) > 0);
  const last = waits.sort((a, b) => (b.last_seen_at ?? '').localeCompare(a.last_seen_at ?? ''))[0];
  if (last === undefined) return;
  const { waiting, last_seen_at, name } = last;
  await put({ waiting, last_seen_at, other: name });
}

interface Known {
  readonly user_id: string;
  readonly device_id: string;
}

async function askForDevices(): Promise<readonly DeviceOut[]> {
  const reply = await request('GET', '/devices?limit=200');
  return reply.kind === 'ok' ? (reply.json as { items: readonly DeviceOut[] }).items : [];
}

export function dismissMissing(): Promise<void> {
  return put(null);
}

async function put(value: MissingData | null): Promise<void> {
  await keep(missing_key, value);
  noted.update((n) => n + 1);
}
