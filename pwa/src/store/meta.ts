/** What the phone knows of itself: its numbers, where it is in the server's history, its tokens. */
import { getDatabase } from './database.ts';

export interface SyncMeta {
  readonly device_id: string;
  /** Orders entries of this browser across device ids. */
  readonly next_k: number;
  /** The number that the next changeset of this device gets. */
  readonly next_n: number;
  readonly epoch: string | null;
  readonly acked: number;
  readonly outcomes_cursor: string | null;
  readonly last_received_at: string | null;
  /** Phone's clock minus the server's. */
  readonly clock_skew_ms: number | null;
}

export function newMeta(device_id: string): SyncMeta {
  return {
    ...{ device_id, next_k: 1, next_n: 1, epoch: null, acked: 0, outcomes_cursor: null },
    ...{ last_received_at: null, clock_skew_ms: null },
  };
}

const sync_key = 'sync';

/** Within a transaction that covers `meta` it belongs to that transaction. */
export async function readMeta(): Promise<SyncMeta> {
  const row = await getDatabase().meta.get(sync_key);
  if (row === undefined) throw new Error('this database has no device');
  return row.value as SyncMeta;
}

export async function findMeta(): Promise<SyncMeta | null> {
  const row = await getDatabase().meta.get(sync_key);
  return row === undefined ? null : (row.value as SyncMeta);
}

export async function writeMeta(meta: SyncMeta): Promise<void> {
  await getDatabase().meta.put({ key: sync_key, value: meta });
}

export async function readKept<T>(key: string): Promise<T | null> {
  const row = await getDatabase().meta.get(key);
  return row === undefined ? null : (row.value as T);
}

export async function keep(key: string, value: unknown): Promise<void> {
  await getDatabase().meta.put({ key, value });
}
