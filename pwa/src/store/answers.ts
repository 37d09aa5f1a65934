/**
 * Takes an answer of the server into the database: what it acknowledged, what became of earlier
 * acts, the pages and their cursors, all in one transaction; then into memory.
 */
import type { OutcomeOut, ResultOut, StreamPageOut, SyncOut } from '../api/wire.ts';
import { digestOf, isSameDigest } from '../core/digest.ts';
import { settle, unsend, withOutcome, withResult, type Entry } from '../core/entry.ts';
import type { StoredRecord } from '../core/record.ts';
import { localDay } from '../core/time.ts';
import { loadLog } from './acts.ts';
import * as book from './book.ts';
import { nowMs, nowText } from './clock.ts';
import { getDatabase, type StreamRow } from './database.ts';
import { readMeta, writeMeta, type SyncMeta } from './meta.ts';
import { noteProgress } from './progress.ts';
import { dropShelf, heldIn, loadShelves, shelve, swapIn, writeShelves } from './shelves.ts';
import { tellOtherTabs } from './tabs.ts';

interface Taken {
  readonly received: StoredRecord[];
  readonly dropped: string[];
  readonly swapped: Set<string>;
  readonly rows: Map<string, StreamRow>;
}

/** Whether anything is left to ask for. Throws where the database refuses; nothing is half. */
export async function takeAnswer(answer: SyncOut): Promise<{ readonly has_more: boolean }> {
  try {
    const taken = await store(answer);
    book.receive(taken.received, taken.dropped);
    await loadLog();
    const rows = [...taken.rows.values()];
    noteProgress(rows);
    tellOtherTabs([...taken.rows.keys()]);
    const answered = new Set([...answer.streams.map(({ stream }) => stream), ...answer.gained]);
    const left = rows.filter(({ stream }) => answered.has(stream));
    return { has_more: left.some(({ remaining }) => remaining !== 0) };
  } catch (error) {
    await loadShelves();
    throw error;
  }
}

async function store(answer: SyncOut): Promise<Taken> {
  const db = getDatabase();
  const known = new Map((await db.streams.toArray()).map((row) => [row.stream, row]));
  const taken: Taken = { received: [], dropped: [], swapped: new Set(), rows: known };
  for (const page of answer.streams) takePage(page, taken);
  await db.transaction('rw', [db.meta, db.log, db.blocks, db.staged, db.streams], async () => {
    const meta = await readMeta();
    const entries = await db.log.orderBy('k').toArray();
    const next = entries.map((entry) => judge(entry, answer, meta, known));
    const kept = await dropLost(answer.lost, next, taken);
    for (const stream of answer.gained) {
      if (!known.has(stream)) known.set(stream, newStreamRow(stream, stream, 'write'));
    }
    const changed = next.filter((entry, place) => entry !== entries[place]);
    if (changed.length > 0) await db.log.bulkPut(changed);
    await writeShelves(taken.swapped);
    await db.streams.bulkPut([...known.values()]);
    if (kept.length > 0) await db.streams.bulkDelete(kept);
    await writeMeta(nextMeta(meta, answer));
  });
  return taken;
}

function nextMeta(meta: SyncMeta, answer: SyncOut): SyncMeta {
  return {
    ...meta,
    epoch: answer.epoch,
    acked: answer.acked,
    outcomes_cursor: answer.outcomes_cursor,
    last_received_at: nowText(),
    clock_skew_ms: nowMs() - Date.parse(answer.clock),
  };
}

export function newStreamRow(stream: string, name: string, access: 'read' | 'write'): StreamRow {
  return {
    ...{ stream, name, access, cursor: null, received: 0, remaining: null },
    ...{ is_staging: false, repaired_on: null },
  };
}

/** One page of one stream onto its shelf; a digest that does not fit begins the stream anew. */
function takePage(page: StreamPageOut, taken: Taken): void {
  const row = taken.rows.get(page.stream) ?? newStreamRow(page.stream, page.stream, 'write');
  const is_staging = row.is_staging || page.reset;
  const records = page.records.map((record) => ({ ...record, stream: page.stream }));
  const shown = shelve({ stream: page.stream, records }, { is_staging });
  taken.received.push(...shown.received);
  taken.dropped.push(...shown.dropped);
  const before = page.reset ? 0 : row.received;
  const next: StreamRow = {
    ...row,
    ...{ cursor: page.cursor, received: before + records.length },
    ...{ remaining: page.remaining, is_staging },
  };
  taken.rows.set(page.stream, page.remaining === 0 ? finish(page, next, taken) : next);
}

function finish(page: StreamPageOut, row: StreamRow, taken: Taken): StreamRow {
  if (row.is_staging) {
    const swapped = swapIn(page.stream);
    taken.received.push(...swapped.received);
    taken.dropped.push(...swapped.dropped);
    taken.swapped.add(page.stream);
  }
  const done = { ...row, is_staging: false };
  const digest = page.digest;
  if (!digest || isSameDigest(digestOf(heldIn(page.stream)), digest)) return done;
  const today = localDay(nowMs());
  if (row.repaired_on === today) return done;
  return { ...done, ...{ cursor: null, remaining: null, is_staging: true, repaired_on: today } };
}

/** What the answer says of one act of this phone. */
function judge(
  entry: Entry,
  answer: SyncOut,
  meta: SyncMeta,
  rows: ReadonlyMap<string, StreamRow>,
): Entry {
  let next = entry;
  if (entry.device === meta.device_id && entry.n > answer.acked && entry.status !== null) {
    next = unsend(next);
  }
  const result = answer.results.find((each) => isAbout(each, entry));
  if (result !== undefined && next.status === null) next = withResult(next, result, nowText());
  for (const outcome of answer.outcomes) {
    if (isAbout(outcome, entry)) next = withOutcome(next, outcome);
  }
  return settle(next, (stream) => {
    const row = rows.get(stream);
    return row !== undefined && row.remaining !== 0;
  });
}

function isAbout(told: ResultOut | OutcomeOut, entry: Entry): boolean {
  return told.id === entry.changeset.id;
}

/** A stream that may not be read any more goes once nothing here waits for it. */
async function dropLost(
  lost: readonly string[],
  entries: readonly Entry[],
  taken: Taken,
): Promise<string[]> {
  const waited = new Set(
    entries
      .filter((entry) => entry.status === null)
      .flatMap((entry) => entry.changeset.changes.map((change) => change.stream)),
  );
  const gone = lost.filter((stream) => !waited.has(stream));
  for (const stream of gone) {
    taken.dropped.push(...dropShelf(stream));
    taken.rows.delete(stream);
    await getDatabase().blocks.where('stream').equals(stream).delete();
    await getDatabase().staged.where('stream').equals(stream).delete();
  }
  return gone;
}
