/**
 * The device that this browser is for its user: its numbers, its signing key, and going on under
 * another id when the server has another log under this one. Nothing unsent is lost by it.
 */
import type { Entry } from '../core/entry.ts';
import * as book from './book.ts';
import { newId } from './clock.ts';
import { getDatabase } from './database.ts';
import { catchUp, loadMemory } from './memory.ts';
import { keep, readKept, readMeta, writeMeta } from './meta.ts';
import { tellOtherTabs } from './tabs.ts';

export interface DeviceClaim {
  readonly id: string;
  readonly name: string;
  readonly key?: JsonWebKey;
  readonly replaces?: string;
}

export const device_key_key = 'device_key';
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A key pair whose private half never leaves this browser. */
export function makeDeviceKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(curve, false, ['sign', 'verify']);
}

/** The device's signing key, made where there is none yet. */
export async function getDeviceKey(): Promise<CryptoKeyPair> {
  const known = await readKept<CryptoKeyPair>(device_key_key);
  if (known !== null) return known;
  const made = await makeDeviceKey();
  // Two tabs may make one each: the first that is kept counts.
  return getDatabase().transaction(['meta'], async ({ meta }) => {
    const kept = await readKept<CryptoKeyPair>(device_key_key, meta);
    if (kept === null) await keep(device_key_key, made, meta);
    return kept ?? made;
  });
}

export async function publicKeyOf({ publicKey }: CryptoKeyPair): Promise<JsonWebKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return { kty, crv, x, y } as JsonWebKey;
}

/** What the server should know of this device. */
export async function claimDevice(name: string): Promise<DeviceClaim> {
  const { device_id, replaces } = await readMeta();
  const key = await publicKeyOf(await getDeviceKey());
  return { id: device_id, name, key, ...(replaces === null ? {} : { replaces }) };
}

export async function noteRegistered(device_id: string): Promise<void> {
  await getDatabase().transaction(['meta'], async ({ meta }) => {
    const now = await readMeta(meta);
    if (now.device_id === device_id) await writeMeta({ ...now, is_registered: true }, meta);
  });
}

/**
 * Goes on under another device id: what is kept gets new numbers from 1, in the same order. Also
 * what the server has acknowledged: were it restored, it would ask this device for its own log, and
 * nobody for that of the one before. `replaces` names the device that this one succeeds, if it was
 * this user's.
 */
export async function moveToDevice(device_id: string, replaces: string | null): Promise<void> {
  await catchUp();
  const kept = new Set(
    book
      .entries()
      .filter(goesAlong)
      .map(({ k }) => k),
  );
  const last_k = book.entries().at(-1)?.k ?? 0;
  await getDatabase().transaction(['meta', 'log'], async ({ meta, log }) => {
    const now = await readMeta(meta);
    let next_n = 1;
    for (const row of await log.toArray()) {
      if (!kept.has(row.k) && row.k <= last_k) continue;
      await log.put({ ...row, device: device_id, n: next_n });
      next_n += 1;
    }
    const fresh = { device_id, replaces, is_registered: false, next_n, acked: 0, safe: 0 };
    await writeMeta({ ...now, ...fresh, generation: now.generation + 1 }, meta);
  });
  await loadMemory();
  tellOtherTabs({ streams: [], log: true });
}

/**
 * What cannot be sent asked for a number only so that it blocked nothing: in a log that begins anew
 * it needs none. Sent again without its content it would contradict a copy of it that a file may
 * have brought, and so would every further device.
 */
function goesAlong({ is_archived, void: refused }: Entry): boolean {
  return !is_archived && refused === null;
}

/** The server has another log under this device's name. */
export async function takeNewDevice(options: { readonly is_mine: boolean }): Promise<void> {
  const { device_id } = await readMeta();
  await moveToDevice(newId(), options.is_mine ? device_id : null);
}
