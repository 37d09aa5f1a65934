/**
 * All shelves of the user in memory: what is shown, and what is being built anew beside it. Changes
 * here are written by the caller; where that fails, `loadShelves` puts memory right again.
 */
import { isLost } from '../core/recover.ts';
import type { StoredRecord } from '../core/record.ts';
import * as book from './book.ts';
import type { BlockRow, StreamRow, UserTables } from './database.ts';
import { Shelf, type Block } from './shelf.ts';
import { open, seal } from './vault.ts';

const shown = new Map<string, Shelf>();
const staged = new Map<string, Shelf>();
/** The stream on whose shelf a record stands. */
const homes = new Map<string, string>();

export interface Page {
  readonly stream: string;
  readonly records: readonly StoredRecord[];
}

/** What a page changed of what is shown. */
export interface Shown {
  readonly received: StoredRecord[];
  readonly dropped: string[];
}

function shelfIn(shelves: Map<string, Shelf>, stream: string): Shelf {
  const shelf = shelves.get(stream) ?? new Shelf(stream);
  shelves.set(stream, shelf);
  return shelf;
}

export interface ShelfRows {
  readonly blocks: readonly BlockRow[];
  readonly staged: readonly BlockRow[];
  readonly streams: readonly StreamRow[];
}

/** Puts every block into memory. */
export async function loadShelves(stored: ShelfRows): Promise<void> {
  const [rows, beside] = await Promise.all([unpack(stored.blocks), unpack(stored.staged)]);
  const known = stored.streams;
  const before = [...homes.keys()];
  for (const each of [shown, staged, homes]) each.clear();
  for (const row of known) {
    shown.set(row.stream, new Shelf(row.stream, rows.get(row.stream)));
    const built_rows = beside.get(row.stream);
    if (built_rows !== undefined) staged.set(row.stream, new Shelf(row.stream, built_rows));
    book.noteEpoch(row.stream, row.epoch);
  }
  const records = [...shown.values()].flatMap((shelf) => [...shelf.records()]);
  for (const { id, stream } of records) homes.set(id, stream);
  book.receive(
    records,
    before.filter((id) => !homes.has(id)),
  );
}

async function unpack(rows: readonly BlockRow[]): Promise<Map<string, Block[]>> {
  const by_stream = new Map<string, Block[]>();
  const opened = await Promise.all(rows.map(({ records }) => open(records)));
  rows.forEach(({ stream, no }, place) => {
    const blocks = by_stream.get(stream) ?? [];
    by_stream.set(stream, blocks);
    blocks.push({ no, records: opened[place] ?? [] });
  });
  return by_stream;
}

/** Puts a page on the shelf; an older revision never overwrites a newer one. */
export function shelve(page: Page, row: Pick<StreamRow, 'is_staging'>): Shown {
  const result: Shown = { received: [], dropped: [] };
  for (const record of page.records) {
    if (row.is_staging) stage(page.stream, record);
    else shelveOne(page.stream, record, result);
  }
  return result;
}

/** Begins to build a stream anew; what an earlier attempt had built is of no use. */
export function beginStaging(stream: string): void {
  staged.set(stream, new Shelf(stream));
}

function stage(stream: string, record: StoredRecord): void {
  if (record.deleted) shelfIn(staged, stream).remove(record.id);
  else shelfIn(staged, stream).put(record);
}

function shelveOne(stream: string, record: StoredRecord, result: Shown): void {
  const shelf = shelfIn(shown, stream);
  const mine = shelf.get(record.id);
  if (mine !== undefined && mine.rev > record.rev) return;
  if (record.deleted) {
    if (mine === undefined) return;
    shelf.remove(record.id);
    homes.delete(record.id);
    result.dropped.push(record.id);
    return;
  }
  settleIn(stream, record);
  shelf.put(record);
  result.received.push(record);
}

/** A record stands on one shelf only. Returns it as it stood elsewhere before. */
function settleIn(stream: string, { id }: StoredRecord): StoredRecord | undefined {
  const elsewhere = homes.get(id);
  homes.set(id, stream);
  if (elsewhere === undefined || elsewhere === stream) return undefined;
  const other = shelfIn(shown, elsewhere);
  const before = other.get(id);
  other.remove(id);
  return before;
}

export interface Swapped extends Shown {
  /** What the new history lacks, as it was received in the old one. */
  readonly lost: readonly StoredRecord[];
}

/** Swaps what was built anew in; what is not in it is dropped. */
export function swapIn(stream: string, { is_new_epoch }: { is_new_epoch: boolean }): Swapped {
  const before = shelfIn(shown, stream);
  const next = shelfIn(staged, stream);
  const lost: StoredRecord[] = [];
  const note = (old: StoredRecord | undefined, found: StoredRecord | undefined) => {
    if (is_new_epoch && old !== undefined && isLost(old, found)) lost.push(old);
  };
  const dropped: string[] = [];
  for (const old of before.records()) {
    note(old, next.get(old.id));
    if (next.get(old.id) !== undefined) continue;
    dropped.push(old.id);
    homes.delete(old.id);
  }
  for (const record of next.records()) note(settleIn(stream, record), record);
  shown.set(stream, next);
  staged.delete(stream);
  return { received: [...next.records()], dropped, lost };
}

/** Forgets a stream that the user may not read any more; returns what stood there. */
export function dropShelf(stream: string): StoredRecord[] {
  const records = [...shelfIn(shown, stream).records()];
  for (const { id } of records) homes.delete(id);
  shown.delete(stream);
  staged.delete(stream);
  return records;
}

export function heldIn(stream: string): Iterable<StoredRecord> {
  return shelfIn(shown, stream).records();
}

export interface ShelfWrites {
  /** Streams whose blocks are all written anew. */
  readonly swapped: ReadonlySet<string>;
  /** Streams whose half-built blocks are of no use any more. */
  readonly begun: ReadonlySet<string>;
  readonly blocks: readonly BlockRow[];
  readonly staged: readonly BlockRow[];
}

/** Takes what changed, sealed where there is a key; to be written by `writeShelves`. */
export async function takeWrites(
  swapped: ReadonlySet<string>,
  begun: ReadonlySet<string>,
): Promise<ShelfWrites> {
  const whole = [...swapped].flatMap((stream) => shelfIn(shown, stream).takeAll());
  const parts = [...shown.values()].flatMap((shelf) => shelf.takeDirty());
  const beside = [...staged.values()].flatMap((shelf) => shelf.takeDirty());
  const [blocks, built] = await Promise.all([pack([...whole, ...parts]), pack(beside)]);
  return { swapped, begun, blocks, staged: built };
}

/** Every block, also those that have not changed. */
export async function takeEverything(): Promise<Pick<ShelfWrites, 'blocks' | 'staged'>> {
  const [blocks, built] = await Promise.all(
    [shown, staged].map((shelves) => pack([...shelves.values()].flatMap((each) => each.all()))),
  );
  return { blocks: blocks ?? [], staged: built ?? [] };
}

function pack(rows: readonly (Block & { readonly stream: string })[]): Promise<BlockRow[]> {
  return Promise.all(
    rows.map(async ({ stream, no, records }) => ({ stream, no, records: await seal(records) })),
  );
}

/** Within the caller's transaction. */
export async function writeShelves(
  { blocks, staged: built }: Pick<UserTables, 'blocks' | 'staged'>,
  writes: ShelfWrites,
): Promise<void> {
  for (const stream of writes.swapped) await blocks.deleteBy('stream', stream);
  for (const stream of [...writes.swapped, ...writes.begun]) {
    await built.deleteBy('stream', stream);
  }
  await blocks.bulkPut(writes.blocks);
  await built.bulkPut(writes.staged);
}
