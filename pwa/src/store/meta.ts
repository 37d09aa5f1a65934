/** What the phone knows of itself: its numbers, where it is in the server's history, its tokens. */
import { getDatabase, UserDatabase, type KeyedRow, type UserTables } from './database.ts';

export interface SyncMeta {
  readonly device_id: string;
  /** The device of the same user whose unsent work this one took over. */
  readonly replaces: string | null;
  /** The server knows this device by its id, its key and what it replaces. */
  readonly is_registered: boolean;
  /** Orders entries of this browser across device ids. */
  readonly next_k: number;
  /** The number that the next changeset of this device gets. */
  readonly next_n: number;
  /** The server's history as last seen; rows may still be of an older one. */
  readonly epoch: string | null;
  readonly acked: number;
  /** The highest number that a verified backup of the server contains. */
  readonly safe: number;
  readonly outcomes_cursor: string | null;
  readonly last_received_at: string | null;
  /** Phone's clock minus the server's. */
  readonly clock_skew_ms: number | null;
  /** Rises with every answer taken: a tab whose memory is older reads anew first. */
  readonly generation: number;
  /** The server asked this phone to forget what it has: it was reported lost. */
  readonly is_wiped: boolean;
}

export function newMeta(device_id: string): SyncMeta {
  return {
    ...{ device_id, replaces: null, is_registered: false, next_k: 1, next_n: 1, epoch: null },
    ...{ acked: 0, safe: 0, outcomes_cursor: null, last_received_at: null, clock_skew_ms: null },
    ...{ generation: 0, is_wiped: false },
  };
}

const sync_key = 'sync';

/** In a transaction, what follows is asked of its table; else of one of their own. */
export type MetaTable = UserTables['meta'];

export async function readMeta(table: MetaTable = getDatabase().meta): Promise<SyncMeta> {
  const meta = await findMeta(table);
  if (meta === null) throw new Error('this database has no device');
  return meta;
}

export async function findMeta(table: MetaTable = getDatabase().meta): Promise<SyncMeta | null> {
  return metaIn(await table.get(sync_key));
}

/** A kept value of a user of this phone who may not be the one who is here. */
export async function peek<T>(user_id: string, key: string): Promise<T | null> {
  const database = new UserDatabase(user_id);
  try {
    const row = await database.meta.get(key);
    return row === undefined ? null : (row.value as T);
  } finally {
    database.close();
  }
}

export async function peekMeta(user_id: string): Promise<SyncMeta | null> {
  const value = await peek<unknown>(user_id, sync_key);
  return metaIn(value === null ? undefined : { key: sync_key, value });
}

/** What an older version wrote lacks what came later. */
function metaIn(row: KeyedRow | undefined): SyncMeta | null {
  if (row === undefined) return null;
  const known = row.value as Partial<SyncMeta> & Pick<SyncMeta, 'device_id'>;
  return { ...newMeta(known.device_id), ...known };
}

export async function writeMeta(meta: SyncMeta, table: MetaTable): Promise<void> {
  await table.put({ key: sync_key, value: meta });
}

export async function readKept<T>(
  key: string,
  table: MetaTable = getDatabase().meta,
): Promise<T | null> {
  const row = await table.get(key);
  return row === undefined ? null : (row.value as T);
}

export async function keep(
  key: string,
  value: unknown,
  table: MetaTable = getDatabase().meta,
): Promise<void> {
  await table.put({ key, value });
}
