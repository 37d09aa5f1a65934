/**
 * The PIN of one user of this phone. It opens the data key, which lies here only wrapped, first by
 * what PBKDF2 makes of the PIN, then by a key that this browser does not give away. Five wrong
 * tries and it is destroyed. A PIN stops whoever finds the phone, not a laboratory.
 */
import { newId } from './clock.ts';
import { UserDatabase } from './database.ts';
import { useKeys, type KeyRing } from './vault.ts';

export const tries_max = 5;
/** Of PBKDF2: a tenth of a second on a desk, a second on a slow phone. */
const pin_rounds = 600_000;
const vault_key = 'vault';

interface Wrapped {
  readonly kid: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly rounds: number;
  readonly inner_iv: Uint8Array<ArrayBuffer>;
  readonly outer_iv: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
  /** Non-extractable: the box alone, copied to another machine, says nothing. */
  readonly outer_key: CryptoKey;
}

interface VaultRow {
  /** null once it was destroyed: what it sealed is unreadable for good. */
  readonly wrapped: Wrapped | null;
  /** Wrong PINs in a row, counted before each is tried. */
  readonly tries: number;
}

export type LockState = 'open' | 'locked' | 'destroyed';
export type Unlocked =
  | { readonly kind: 'ok'; readonly keys: KeyRing }
  | { readonly kind: 'wrong'; readonly tries_left: number }
  | { readonly kind: 'destroyed' };

async function withMeta<T>(
  user_id: string,
  run: (meta: UserDatabase['meta']) => Promise<T>,
): Promise<T> {
  const database = new UserDatabase(user_id);
  try {
    return await run(database.meta);
  } finally {
    database.close();
  }
}

async function readVault(user_id: string): Promise<VaultRow | null> {
  const row = await withMeta(user_id, (meta) => meta.get(vault_key));
  return row === undefined ? null : (row.value as VaultRow);
}

async function writeVault(user_id: string, value: VaultRow | null): Promise<void> {
  await withMeta(user_id, async (meta) => {
    if (value === null) await meta.delete(vault_key);
    else await meta.put({ key: vault_key, value });
  });
}

export async function readLock(user_id: string): Promise<LockState> {
  const vault = await readVault(user_id);
  if (vault === null) return 'open';
  return vault.wrapped === null ? 'destroyed' : 'locked';
}

export async function readTriesLeft(user_id: string): Promise<number> {
  return tries_max - ((await readVault(user_id))?.tries ?? 0);
}

/** A new data key behind this PIN; what it should seal is written by the caller. */
export async function makeVault(
  user_id: string,
  pin: string,
  rounds = pin_rounds,
): Promise<KeyRing> {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const kid = newId();
  await writeVault(user_id, { wrapped: await wrap(kid, raw, pin, rounds), tries: 0 });
  return ringOf(kid, raw);
}

/** The same data key behind another PIN. */
export async function rewrapVault(user_id: string, pin: string, next: string): Promise<Unlocked> {
  const unwrapped = await tryPin(user_id, pin);
  if (!('raw' in unwrapped)) return unwrapped;
  const { kid, raw, rounds } = unwrapped;
  await writeVault(user_id, { wrapped: await wrap(kid, raw, next, rounds), tries: 0 });
  return { kind: 'ok', keys: await ringOf(kid, raw) };
}

export async function unlockVault(user_id: string, pin: string): Promise<Unlocked> {
  const unwrapped = await tryPin(user_id, pin);
  if (!('raw' in unwrapped)) return unwrapped;
  const keys = await ringOf(unwrapped.kid, unwrapped.raw);
  useKeys(keys);
  return { kind: 'ok', keys };
}

/** The data key is gone; what it sealed is unreadable for good. */
export async function destroyVault(user_id: string): Promise<void> {
  await writeVault(user_id, { wrapped: null, tries: tries_max });
}

/** Nothing is sealed any more; the caller has written everything open. */
export async function dropVault(user_id: string): Promise<void> {
  await writeVault(user_id, null);
}

interface Unwrapped {
  readonly kid: string;
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly rounds: number;
}

async function tryPin(
  user_id: string,
  pin: string,
): Promise<Unwrapped | Exclude<Unlocked, { kind: 'ok' }>> {
  const vault = await countTry(user_id);
  if (vault === null || vault.wrapped === null) return { kind: 'destroyed' };
  const raw = await unwrap(vault.wrapped, pin);
  if (raw !== null) {
    await writeVault(user_id, { ...vault, tries: 0 });
    const { kid, rounds } = vault.wrapped;
    return { kid, raw, rounds };
  }
  if (vault.tries < tries_max) return { kind: 'wrong', tries_left: tries_max - vault.tries };
  await writeVault(user_id, { wrapped: null, tries: vault.tries });
  return { kind: 'destroyed' };
}

/** Counted before it is tried, so that pulling the battery gives no further try. */
function countTry(user_id: string): Promise<VaultRow | null> {
  return withMeta(user_id, async (meta) => {
    const row = await meta.get(vault_key);
    if (row === undefined) return null;
    const vault = row.value as VaultRow;
    const is_over = vault.tries >= tries_max;
    const counted = { wrapped: is_over ? null : vault.wrapped, tries: vault.tries + 1 };
    await meta.put({ key: vault_key, value: counted });
    return counted;
  });
}

async function wrap(
  kid: string,
  raw: Uint8Array<ArrayBuffer>,
  pin: string,
  rounds: number,
): Promise<Wrapped> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const inner_iv = crypto.getRandomValues(new Uint8Array(12));
  const outer_iv = crypto.getRandomValues(new Uint8Array(12));
  const aes = { name: 'AES-GCM', length: 256 };
  const outer_key = await crypto.subtle.generateKey(aes, false, ['encrypt', 'decrypt']);
  const pin_key = await derive(pin, salt, rounds);
  const inner = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: inner_iv }, pin_key, raw);
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: outer_iv }, outer_key, inner);
  return { kid, salt, rounds, inner_iv, outer_iv, box, outer_key };
}

/** Null where the PIN is another one. */
async function unwrap(wrapped: Wrapped, pin: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const { salt, inner_iv, outer_iv, box, outer_key } = wrapped;
  const inner = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: outer_iv }, outer_key, box);
  const pin_key = await derive(pin, salt, wrapped.rounds);
  try {
    const how = { name: 'AES-GCM', iv: inner_iv };
    return new Uint8Array(await crypto.subtle.decrypt(how, pin_key, inner));
  } catch {
    return null;
  }
}

async function derive(
  pin: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(pin);
  const input = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey']);
  const pbkdf2 = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(pbkdf2, input, aes, false, ['encrypt', 'decrypt']);
}

async function ringOf(kid: string, raw: Uint8Array<ArrayBuffer>): Promise<KeyRing> {
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { current: kid, keys: new Map([[kid, key]]) };
}
