/**
 * The device log in the database: reading entries, writing what became of them. Memory is laid
 * anew by the book; nothing here numbers an entry.
 */
import type { Entry } from '../core/entry.ts';
import { getDatabase, type LogRow, type UserTables } from './database.ts';
import { open, seal } from './vault.ts';

/** Oldest first; only those after `after_k`. */
export async function readEntries(after_k = 0): Promise<Entry[]> {
  const rows = await getDatabase().log.toArray(IDBKeyRange.lowerBound(after_k, true));
  return entriesOf(rows);
}

export function entriesOf(rows: readonly LogRow[]): Promise<Entry[]> {
  return Promise.all(rows.map(entryOf));
}

async function entryOf(row: LogRow): Promise<Entry> {
  const { k, device, n, seen } = row;
  const body = await open(row.body);
  return { ...body, k, device, n, seen, changeset: { ...body.changeset, n } };
}

/** Sealed where there is a key; to be made before the transaction that writes it. */
export async function rowOf(entry: Entry): Promise<LogRow> {
  const { k, device, n, seen } = entry;
  return { k, device, n, seen, body: await seal(entry) };
}

/** Writes new fates; what a person has seen meanwhile stays as the database has it. */
export async function putFates(log: UserTables['log'], rows: readonly LogRow[]): Promise<void> {
  const known = await log.bulkGet(rows.map(({ k }) => k));
  await log.bulkPut(
    rows.map((row, place) => ({ ...row, seen: Math.max(row.seen, known[place]?.seen ?? -1) })),
  );
}
