/**
 * Takes the pages of an answer onto the shelves in memory, and says which rows and records follow
 * from it. After a restore a stream is built anew beside what is shown; until it is swapped in,
 * what is shown belongs to the older history and says so.
 */
import type { StreamPageOut, SyncOut } from '../api/wire.ts';
import { digestOf, isSameDigest } from '../core/digest.ts';
import { isLost } from '../core/recover.ts';
import type { StoredRecord } from '../core/record.ts';
import { localDay } from '../core/time.ts';
import type { StreamRow } from './database.ts';
import { beginStaging, dropShelf, heldIn, shelve, swapIn } from './shelves.ts';

/** What an answer does to the streams; gathered before the transaction that stores it. */
export interface Taken {
  readonly epoch: string;
  /** Local day by the server's clock. */
  readonly today: string;
  readonly rows: Map<string, StreamRow>;
  readonly received: StoredRecord[];
  readonly dropped: string[];
  readonly swapped: Set<string>;
  readonly begun: Set<string>;
  readonly changed: Set<string>;
  /** Streams read to their end in this answer. */
  readonly ended: Set<string>;
  readonly gone: string[];
  /** What the new history lacks of what was shown. */
  readonly lost: StoredRecord[];
}

export function newStreamRow(stream: string, name: string, access: 'read' | 'write'): StreamRow {
  return {
    ...{ stream, name, access, cursor: null, received: 0, remaining: null, epoch: null },
    ...{ is_staging: false, staged_epoch: null, repaired_on: null },
  };
}

export function takePages(answer: SyncOut, known: readonly StreamRow[]): Taken {
  const taken: Taken = {
    ...{ epoch: answer.epoch, today: localDay(Date.parse(answer.clock)) },
    rows: new Map(known.map((row) => [row.stream, row])),
    ...{ received: [], dropped: [], swapped: new Set(), begun: new Set(), changed: new Set() },
    ...{ ended: new Set(), gone: [], lost: [] },
  };
  for (const page of answer.streams) takePage(page, taken);
  for (const stream of answer.gained) {
    if (!taken.rows.has(stream)) taken.rows.set(stream, newStreamRow(stream, stream, 'write'));
  }
  return taken;
}

/** One page of one stream onto its shelf; a digest that does not fit begins the stream anew. */
function takePage(page: StreamPageOut, taken: Taken): void {
  const row = taken.rows.get(page.stream) ?? newStreamRow(page.stream, page.stream, 'write');
  const begun = beginning(page, row, taken);
  const records = page.records.map((record) => ({ ...record, stream: page.stream }));
  const shown = shelve({ stream: page.stream, records }, begun);
  taken.received.push(...shown.received);
  taken.dropped.push(...shown.dropped);
  if (records.length > 0 || page.reset) taken.changed.add(page.stream);
  const next: StreamRow = {
    ...begun,
    ...{ cursor: page.cursor, received: begun.received + records.length },
    remaining: page.remaining,
  };
  taken.rows.set(page.stream, page.remaining === 0 ? finish(page, next, taken) : next);
}

/** The row before its page: from which history, and shown at once or built beside. */
function beginning(page: StreamPageOut, row: StreamRow, taken: Taken): StreamRow {
  const is_staging = row.is_staging || page.reset;
  if (!is_staging) return { ...row, epoch: row.epoch ?? taken.epoch };
  if (!page.reset && row.cursor !== null) return row;
  beginStaging(page.stream);
  taken.begun.add(page.stream);
  return { ...row, is_staging, staged_epoch: taken.epoch, received: 0 };
}

function finish(page: StreamPageOut, row: StreamRow, taken: Taken): StreamRow {
  const done = row.is_staging ? swap(row, taken) : row;
  const digest = page.digest;
  taken.ended.add(page.stream);
  if (!digest || isSameDigest(digestOf(heldIn(page.stream)), digest)) return done;
  if (row.repaired_on === taken.today) return done;
  taken.ended.delete(page.stream);
  return {
    ...done,
    ...{ cursor: null, remaining: null, is_staging: true, repaired_on: taken.today },
  };
}

function swap(row: StreamRow, taken: Taken): StreamRow {
  const is_new_epoch = row.epoch !== null && row.epoch !== row.staged_epoch;
  const swapped = swapIn(row.stream, { is_new_epoch });
  taken.received.push(...swapped.received);
  taken.dropped.push(...swapped.dropped);
  taken.lost.push(...swapped.lost);
  taken.swapped.add(row.stream);
  return { ...row, is_staging: false, epoch: row.staged_epoch, staged_epoch: null };
}

/** Streams that may not be read any more go once nothing here waits for them. */
export function dropLost(lost: readonly string[], waited: ReadonlySet<string>, taken: Taken): void {
  for (const stream of lost) {
    const row = taken.rows.get(stream);
    if (row === undefined || waited.has(stream)) continue;
    const records = dropShelf(stream);
    taken.dropped.push(...records.map(({ id }) => id));
    taken.rows.delete(stream);
    taken.gone.push(stream);
    taken.changed.add(stream);
    // A restored server may have lost them together with the right to read them.
    const is_new_epoch = row.epoch !== null && row.epoch !== taken.epoch;
    if (is_new_epoch) taken.lost.push(...records.filter((each) => isLost(each, undefined)));
  }
}
