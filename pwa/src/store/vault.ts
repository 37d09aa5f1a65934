/**
 * Seals what lies on this phone with the data key (AES-256-GCM). Without a key values pass as they
 * are. Sealing takes time of its own, so it never happens inside a transaction.
 */

/** A value that only the key named `kid` opens. */
export interface Sealed {
  readonly kid: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
}
export type Kept<T> = T | Sealed;

export interface KeyRing {
  /** The key that new values are sealed with. */
  readonly current: string;
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

export async function seal<T>(value: T): Promise<Kept<T>> {
  const key = ring?.keys.get(ring.current);
  if (ring === null || key === undefined) return value;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value, keepDates));
  const kid = ring.current;
  return { kid, iv, box: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) };
}

/** Throws where the key is not at hand. */
export async function open<T>(kept: Kept<T>): Promise<T> {
  if (!isSealed(kept)) return kept;
  const key = ring?.keys.get(kept.kid);
  if (key === undefined) throw new Error('this is locked');
  const { iv, box } = kept;
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, box);
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
