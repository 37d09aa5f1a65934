/**
 * Seals what lies on this phone with the data key (AES-256-GCM). Without a key values pass as they
 * are. Sealing takes time of its own, so it never happens inside a transaction.
 */

/** A value that only the key named `kid` opens. */
export interface Sealed {
  readonly kid: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
  /** Bytes as they are, not JSON. */
  readonly is_bytes?: true;
}
export type Kept<T> = T | Sealed;

export interface KeyRing {
  /** The key that new values are sealed with; null where they are to lie open from now on. */
  readonly current: string | null;
  readonly keys: ReadonlyMap<string, CryptoKey>;
}

let ring: KeyRing | null = null;

/** The keys of the user who is here; null where nothing is sealed, or after locking. */
export function useKeys(next: KeyRing | null): void {
  ring = next;
}

export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && 'kid' in value && 'box' in value;
}

/** The name of the key that new values are sealed with. */
export function currentKey(): string | null {
  return ring?.current ?? null;
}

export function hasKeys(): boolean {
  return currentKey() !== null;
}

/** Whether `value` would be written otherwise today. */
export function isOutdated(value: unknown): boolean {
  if (ring === null || ring.current === null) return isSealed(value);
  return value !== null && value !== undefined && !(isSealed(value) && value.kid === ring.current);
}

export async function seal<T>(value: T): Promise<Kept<T>> {
  const kid = currentKey();
  const key = kid === null ? undefined : ring?.keys.get(kid);
  if (kid === null || key === undefined) return value;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const is_bytes = value instanceof ArrayBuffer;
  const plain = is_bytes ? value : new TextEncoder().encode(JSON.stringify(value, keepDates));
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain);
  return is_bytes ? { kid, iv, box, is_bytes } : { kid, iv, box };
}

/** Throws where the key is not at hand. */
export async function open<T>(kept: Kept<T>): Promise<T> {
  if (!isSealed(kept)) return kept;
  const key = ring?.keys.get(kept.kid);
  if (key === undefined) throw new Error('this is locked');
  const { iv, box } = kept;
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, box);
  if (kept.is_bytes === true) return plain as T;
  return JSON.parse(new TextDecoder().decode(plain), reviveDates) as T;
}

/** JSON has no dates, drafts have. */
function keepDates(this: unknown, name: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[name];
  return original instanceof Date ? { $date: original.getTime() } : value;
}

function reviveDates(_name: string, value: unknown): unknown {
  const date = (value as { $date?: unknown } | null)?.$date;
  return typeof date === 'number' ? new Date(date) : value;
}
