/**
 * The device that this browser is for its user: its numbers, its signing key, and going on under
 * another id when the server has another log under this one. Nothing is lost by it.
 */
import { inLogOf, type Entry } from '../core/entry.ts';
import * as book from './book.ts';
import { newId } from './clock.ts';
import { getDatabase } from './database.ts';
import { putFates, rowOf } from './log.ts';
import { catchUp, isGeneration, loadMemory } from './memory.ts';
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
 * Goes on under another device id: what the phone keeps gets new numbers from 1, in the same order.
 * `replaces` names the device that this one succeeds, if it was this user's.
 *
 * What had been acknowledged goes along: to the server it is a repeat, and a server that is
 * restored later asks for it by the numbers of this device alone.
 */
export async function moveToDevice(device_id: string, replaces: string | null): Promise<void> {
  while (!(await tryMove(device_id, replaces)));
  await loadMemory();
  tellOtherTabs({ streams: [], log: true });
}

/** False where another tab has taken an answer meanwhile. */
async function tryMove(device_id: string, replaces: string | null): Promise<boolean> {
  await catchUp();
  const moved = book
    .entries()
    .filter(goesAlong)
    .map((entry, place) => inLogOf(entry, device_id, place + 1));
  const rows = await Promise.all(moved.map(rowOf));
  const last_k = book.entries().at(-1)?.k ?? 0;
  return getDatabase().transaction(['meta', 'log'], async ({ meta, log }) => {
    const now = await readMeta(meta);
    if (!isGeneration(now.generation)) return false;
    await putFates(log, rows);
    let next_n = rows.length + 1;
    for (const row of await log.toArray(IDBKeyRange.lowerBound(last_k, true))) {
      await log.put({ ...row, device: device_id, n: next_n });
      next_n += 1;
    }
    const fresh = { device_id, replaces, is_registered: false, next_n, acked: 0, safe: 0 };
    await writeMeta({ ...now, ...fresh, generation: now.generation + 1 }, meta);
    return true;
  });
}

/**
 * What cannot be sent asked for a number only so that it blocked nothing: in a log that begins anew
 * it needs none. Sent again without its content it would contradict a copy of it that a file may
 * have brought, and so would every further device.
 */
function goesAlong({ void: refused, is_archived }: Entry): boolean {
  return refused === null && !is_archived;
}

/** The server has another log under this device's name. */
export async function takeNewDevice(options: { readonly is_mine: boolean }): Promise<void> {
  const { device_id } = await readMeta();
  await moveToDevice(newId(), options.is_mine ? device_id : null);
}
