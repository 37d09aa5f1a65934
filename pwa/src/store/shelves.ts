/** All shelves of the user: what is shown, and what is being built anew beside it. */
import type { StoredRecord } from '../core/record.ts';
import * as book from './book.ts';
import { getDatabase, type StreamRow } from './database.ts';
import { Shelf } from './shelf.ts';

const shown = new Map<string, Shelf>();
const staged = new Map<string, Shelf>();

export interface Page {
  readonly stream: string;
  readonly records: readonly StoredRecord[];
}

/** What a page changed of what is shown. */
export interface Shown {
  readonly received: StoredRecord[];
  readonly dropped: string[];
}

export function shelfOf(stream: string): Shelf {
  const shelf = shown.get(stream) ?? new Shelf(stream);
  shown.set(stream, shelf);
  return shelf;
}

function stagedOf(stream: string): Shelf {
  const shelf = staged.get(stream) ?? new Shelf(stream);
  staged.set(stream, shelf);
  return shelf;
}

/** Reads every block into memory. */
export async function loadShelves(): Promise<void> {
  const database = getDatabase();
  shown.clear();
  staged.clear();
  const [blocks, built, streams] = await Promise.all([
    database.blocks.toArray(),
    database.staged.toArray(),
    database.streams.toArray(),
  ]);
  for (const { stream } of streams) {
    const rows = blocks.filter((row) => row.stream === stream);
    shown.set(stream, new Shelf(stream, rows));
    const beside = built.filter((row) => row.stream === stream);
    if (beside.length > 0) staged.set(stream, new Shelf(stream, beside));
  }
  book.receive([...shown.values()].flatMap((shelf) => [...shelf.records()]));
}

/** Reads the blocks of one stream again: another tab wrote them. */
export async function reloadShelf(stream: string): Promise<void> {
  const rows = await getDatabase().blocks.where('stream').equals(stream).toArray();
  const before = [...shelfOf(stream).records()].map((record) => record.id);
  const shelf = new Shelf(stream, rows);
  shown.set(stream, shelf);
  const ids = new Set([...shelf.records()].map((record) => record.id));
  const gone = before.filter((id) => !ids.has(id) && book.received(id)?.stream === stream);
  book.receive([...shelf.records()], gone);
}

/** Puts a page on the shelf; an older revision never overwrites a newer one. */
export function shelve(page: Page, { is_staging }: Pick<StreamRow, 'is_staging'>): Shown {
  if (is_staging) {
    for (const record of page.records) {
      if (record.deleted) stagedOf(page.stream).remove(record.id);
      else stagedOf(page.stream).put(record);
    }
    return { received: [], dropped: [] };
  }
  const result: Shown = { received: [], dropped: [] };
  for (const record of page.records) shelveOne(page.stream, record, result);
  return result;
}

function shelveOne(stream: string, record: StoredRecord, result: Shown): void {
  const shelf = shelfOf(stream);
  const mine = shelf.get(record.id);
  if (mine !== undefined && mine.rev > record.rev) return;
  if (record.deleted) {
    if (mine === undefined) return;
    shelf.remove(record.id);
    result.dropped.push(record.id);
    return;
  }
  const elsewhere = book.received(record.id)?.stream;
  if (elsewhere !== undefined && elsewhere !== stream) shelfOf(elsewhere).remove(record.id);
  shelf.put(record);
  result.received.push(record);
}

/** Swaps what was built anew in; what is not in it is dropped. */
export function swapIn(stream: string): Shown {
  const before = shelfOf(stream);
  const next = stagedOf(stream);
  const ids = new Set([...next.records()].map((record) => record.id));
  const dropped = [...before.records()].map((each) => each.id).filter((id) => !ids.has(id));
  shown.set(stream, next);
  staged.delete(stream);
  return { received: [...next.records()], dropped };
}

/** Forgets a stream that the user may not read any more. */
export function dropShelf(stream: string): string[] {
  const ids = [...shelfOf(stream).records()].map((record) => record.id);
  shown.delete(stream);
  staged.delete(stream);
  return ids;
}

/** What is on the shelf of a stream now, or would be after the swap. */
export function heldIn(stream: string): Iterable<StoredRecord> {
  return shelfOf(stream).records();
}

/** Writes what changed; within the caller's transaction over `blocks` and `staged`. */
export async function writeShelves(swapped: ReadonlySet<string>): Promise<void> {
  const database = getDatabase();
  for (const stream of swapped) {
    await database.blocks.where('stream').equals(stream).delete();
    await database.staged.where('stream').equals(stream).delete();
    await database.blocks.bulkPut(shelfOf(stream).takeAll());
  }
  const rows = [...shown.values()].flatMap((shelf) => shelf.takeDirty());
  if (rows.length > 0) await database.blocks.bulkPut(rows);
  const beside = [...staged.values()].flatMap((shelf) => shelf.takeDirty());
  if (beside.length > 0) await database.staged.bulkPut(beside);
}
