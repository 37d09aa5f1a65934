/**
 * Takes an answer of the server into the database: what it acknowledged, what became of earlier
 * acts, the pages and their cursors, all in one transaction; then into memory.
 */
import type { OutcomeOut, SyncOut } from '../api/wire.ts';
import { isWaiting, streamsOf, type Entry } from '../core/entry.ts';
import { judge, type Numbers, type Told } from '../core/judge.ts';
import type { StoredRecord } from '../core/record.ts';
import { isInLog } from '../core/recover.ts';
import { prune } from '../core/retention.ts';
import * as book from './book.ts';
import { nowMs, nowText } from './clock.ts';
import { getDatabase, type LogRow, type RecoveredRow, type UserTables } from './database.ts';
import { putFates, rowOf } from './log.ts';
import { lastSealed } from './handing_over.ts';
import { isGeneration, loadMemory, noteGeneration } from './memory.ts';
import { readMeta, writeMeta, type SyncMeta } from './meta.ts';
import { dropLost, takePages, type Taken } from './pages.ts';
import { noteProgress } from './progress.ts';
import { renewRescue } from './rescue.ts';
import { takeWrites, writeShelves, type ShelfWrites } from './shelves.ts';
import { tellOtherTabs } from './tabs.ts';
import { seal } from './vault.ts';

/** What the request had handed back, by id: this answer acknowledges it. */
export interface Asked {
  readonly recovered: readonly string[];
}

/** Whether anything is left to ask for. Throws where the database refuses; nothing is half. */
export async function takeAnswer(
  answer: SyncOut,
  asked: Asked = { recovered: [] },
): Promise<{ readonly has_more: boolean }> {
  try {
    const taken = await store(answer, asked);
    const answered = new Set([...answer.streams.map(({ stream }) => stream), ...answer.gained]);
    const left = [...taken.rows.values()].filter(({ stream }) => answered.has(stream));
    return { has_more: left.some(({ remaining }) => remaining !== 0) };
  } catch (error) {
    await loadMemory();
    throw error;
  }
}

interface Fates {
  readonly changed: readonly Entry[];
  readonly dropped: readonly number[];
}

/** Everything that takes time of its own is made before the transaction begins. */
interface Writes {
  readonly shelves: ShelfWrites;
  readonly fates: readonly LogRow[];
  readonly dropped: readonly number[];
  readonly recovered: readonly RecoveredRow[];
  readonly has_changes: boolean;
  /** A restored server lost something that had been acknowledged. */
  readonly has_unsent: boolean;
}

async function store(answer: SyncOut, asked: Asked): Promise<Taken> {
  const { device_id, epoch, acked } = await readMeta();
  const taken = takePages(answer, await getDatabase().streams.toArray());
  const is_new = epoch !== null && epoch !== answer.epoch;
  const doubtful = is_new ? { after: answer.safe, last: await lastSealed(device_id) } : null;
  const fates = judgeAll(answer, { device_id, acked }, taken, doubtful);
  const writes = await prepare(taken, fates);
  const meta = await write(answer, asked, taken, writes);
  lay(taken, fates);
  if (writes.has_unsent) await renewRescue();
  if (writes.has_changes) tellOtherTabs({ streams: [...taken.changed], log: true });
  noteGeneration(meta);
  noteProgress([...taken.rows.values()]);
  book.tell();
  return taken;
}

function lay(taken: Taken, fates: Fates): void {
  for (const { stream, epoch } of taken.rows.values()) book.noteEpoch(stream, epoch);
  book.receive(taken.received, taken.dropped);
  book.layEntries(fates.changed, fates.dropped);
}

function judgeAll(
  answer: SyncOut,
  { device_id, acked: heard }: { readonly device_id: string; readonly acked: number },
  taken: Taken,
  doubtful: Numbers | null,
): Fates {
  const told: Told = {
    ...{ device_id, acked: answer.acked, heard, doubtful },
    results: new Map(answer.results.map((result) => [result.id, result])),
    outcomes: byId(answer.outcomes),
    moment: { received_at: nowText(), received_clock: answer.clock },
    isBehind: (stream) => taken.rows.has(stream) && !taken.ended.has(stream),
  };
  const before = book.entries();
  const after = before.map((entry) => judge(entry, told));
  dropLost(answer.lost, waitedStreams(after), taken);
  const mine = after.filter(({ device }) => device === device_id);
  const { dropped, archived } = prune(mine, answer);
  const changed = after.filter((entry, place) => entry !== before[place]);
  const gone = new Set(dropped.map(({ k }) => k));
  const later = new Map([...changed, ...archived].map((entry) => [entry.k, entry]));
  return {
    changed: [...later.values()].filter(({ k }) => !gone.has(k)),
    dropped: [...gone],
  };
}

function byId(outcomes: readonly OutcomeOut[]): Map<string, OutcomeOut[]> {
  const grouped = new Map<string, OutcomeOut[]>();
  for (const outcome of outcomes) {
    grouped.set(outcome.id, [...(grouped.get(outcome.id) ?? []), outcome]);
  }
  return grouped;
}

function waitedStreams(entries: readonly Entry[]): Set<string> {
  return new Set(entries.filter(isWaiting).flatMap(({ changeset }) => streamsOf(changeset)));
}

async function prepare(taken: Taken, fates: Fates): Promise<Writes> {
  const shelves = await takeWrites(taken.swapped, taken.begun);
  const rows = await Promise.all(fates.changed.map(rowOf));
  // Those that wait again are unsent now, and they alone.
  const unsent = fates.changed.filter(isWaiting);
  const lost = taken.lost.filter((each) => !isInLog(each, unsent));
  const recovered = await Promise.all(lost.map(toRecover));
  const has_changes = taken.changed.size + rows.length + fates.dropped.length > 0;
  return {
    shelves,
    fates: rows,
    dropped: fates.dropped,
    recovered,
    has_changes,
    has_unsent: unsent.length > 0,
  };
}

async function toRecover(record: StoredRecord): Promise<RecoveredRow> {
  return { id: record.id, record: await seal(record) };
}

const touched = ['meta', 'log', 'blocks', 'staged', 'streams', 'recovered', 'rescue'] as const;

async function write(
  answer: SyncOut,
  asked: Asked,
  taken: Taken,
  writes: Writes,
): Promise<SyncMeta> {
  return getDatabase().transaction(touched, async (tables) => {
    const meta = await readMeta(tables.meta);
    if (!isGeneration(meta.generation)) throw new Error('another tab has gone on meanwhile');
    await putFates(tables.log, writes.fates);
    await tables.log.bulkDelete(writes.dropped);
    await writeShelves(tables, writes.shelves);
    await tables.streams.bulkPut([...taken.rows.values()]);
    for (const stream of taken.gone) await forgetStream(tables, stream);
    await tables.rescue.bulkDelete(answer.results.map(({ id }) => id));
    await tables.recovered.bulkDelete(asked.recovered);
    await tables.recovered.bulkPut(writes.recovered);
    const next = nextMeta(meta, answer, writes.has_changes);
    await writeMeta(next, tables.meta);
    return next;
  });
}

async function forgetStream(
  { streams, blocks, staged }: Pick<UserTables, 'streams' | 'blocks' | 'staged'>,
  stream: string,
): Promise<void> {
  await streams.delete(stream);
  await blocks.deleteBy('stream', stream);
  await staged.deleteBy('stream', stream);
}

function nextMeta(meta: SyncMeta, answer: SyncOut, has_changes: boolean): SyncMeta {
  return {
    ...meta,
    ...{ epoch: answer.epoch, acked: answer.acked, safe: answer.safe },
    outcomes_cursor: answer.outcomes_cursor,
    last_received_at: nowText(),
    clock_skew_ms: nowMs() - Date.parse(answer.clock),
    generation: has_changes ? meta.generation + 1 : meta.generation,
  };
}
