/** One round trip after the other, until nothing waits and nothing is left to receive. */
import { request, type Reply } from '../api/client.ts';
import type { SyncIn, SyncOut } from '../api/wire.ts';
import { isUntold, isWaiting, type Entry } from '../core/entry.ts';
import { chooseRecovered } from '../core/recover.ts';
import type { StoredRecord } from '../core/record.ts';
import {
  changesets_max,
  chooseBatch,
  first_page_records,
  nextPageRecords,
  wireOf,
} from '../core/request.ts';
import { firstKept } from '../core/retention.ts';
import { getAccount, type KnownStream } from '../store/account.ts';
import { markTooLarge } from '../store/acts.ts';
import { takeAnswer } from '../store/answers.ts';
import * as book from '../store/book.ts';
import { nowText } from '../store/clock.ts';
import { findDatabase, getDatabase } from '../store/database.ts';
import { catchUp } from '../store/memory.ts';
import { readMeta } from '../store/meta.ts';
import { readRecovered } from '../store/recovered.ts';
import { relistStreams } from '../store/users.ts';
import { wipeAcknowledged } from '../store/wipe.ts';
import { followUp, inOrder, isStillNext, type Ahead, type Answered } from './ahead.ts';
import { deliverOrphans } from './orphans.ts';
import { goOnAsNewDevice, registerDevice } from './register.ts';

/** As large as the line carried lately. */
let page_records = first_page_records;
const recovered_max = 200;
/** Rounds without any progress before the phone waits for its next turn. */
const idle_rounds_max = 2;

type Failure = Exclude<Reply, { kind: 'ok' }>;
export type Verdict =
  | { readonly kind: 'done' }
  /** Every request was answered, and yet something does not go on. */
  | { readonly kind: 'stuck' }
  | { readonly kind: 'failed'; readonly reply: Failure };

export type Phase = 'sending' | 'receiving';

/** `onPhase` hears what is going on; the answers are stored one after the other. */
export async function exchange(onPhase: (phase: Phase) => void): Promise<Verdict> {
  const asked_for = getDatabase();
  await catchUp();
  const refused = await registerDevice();
  if (refused !== null) return { kind: 'failed', reply: refused };
  await deliverOrphans();
  const course: Course = { counts: { changesets: changesets_max, recovered: recovered_max } };
  for (let idle = 0; idle < idle_rounds_max;) {
    const before = await toldApart(course);
    const verdict = await round(course, onPhase, asked_for);
    if (verdict !== null) return verdict;
    idle = before === (await toldApart(course)) ? idle + 1 : 0;
  }
  return { kind: 'stuck' };
}

interface Course {
  counts: { readonly changesets: number; readonly recovered: number };
  has_new_device?: boolean;
  /** What was asked while the last answer was being stored. */
  ahead?: Ahead | null;
}

interface Batch {
  readonly entries: readonly Entry[];
  readonly recovered: readonly StoredRecord[];
}

/** Null where there is more to do. */
async function round(
  course: Course,
  onPhase: (phase: Phase) => void,
  asked_for: unknown,
): Promise<Verdict | null> {
  const { batch, body, answered } = await askNext(course);
  onPhase(batch.entries.length > 0 ? 'sending' : 'receiving');
  const { reply, took_ms } = await answered;
  // Somebody else has signed in meanwhile: what was answered is not theirs.
  if (findDatabase() !== asked_for) return { kind: 'failed', reply: { kind: 'offline' } };
  page_records = nextPageRecords(page_records, took_ms);
  if (reply.kind !== 'ok') return afterRefusal(course, batch, reply);
  const answer = reply.json as SyncOut;
  // What was recorded meanwhile goes before any further page.
  const next = book.entries().some(({ status }) => status === null) ? null : followUp(body, answer);
  course.ahead = next === null ? null : ask({ ...next, limit: page_records });
  return (await isDoneAfter(answer, batch)) ? { kind: 'done' } : null;
}

/** What was asked ahead where it is the next, with nothing of this phone's own; else a new one. */
async function askNext(course: Course): Promise<Ahead & { readonly batch: Batch }> {
  const { ahead = null } = course;
  course.ahead = null;
  const batch = await chooseNext(course);
  const body = await makeRequest(batch);
  if (ahead === null || !isStillNext(ahead, body)) return { batch, ...ask(body) };
  return { batch: { entries: [], recovered: [] }, ...ahead };
}

function ask(body: SyncIn): Ahead {
  return { body, answered: askAndTime(body) };
}

async function askAndTime(body: SyncIn): Promise<Answered> {
  const asked_ms = performance.now();
  const reply = await request('POST', '/sync', body);
  return { reply, took_ms: performance.now() - asked_ms };
}

/** Null where another way is left to try. */
async function afterRefusal(course: Course, batch: Batch, reply: Failure): Promise<Verdict | null> {
  if (reply.kind === 'problem' && reply.status === 413) return shrink(course, batch, reply);
  if (!isOtherDevice(reply) || course.has_new_device === true) return { kind: 'failed', reply };
  course.has_new_device = true;
  const refused = await goOnAsNewDevice({ is_mine: reply.code === 'device_log_diverged' });
  return refused === null ? null : { kind: 'failed', reply: refused };
}

function isOtherDevice(reply: Reply): reply is Extract<Reply, { kind: 'problem' }> {
  const codes = ['device_log_diverged', 'device_not_yours'];
  return reply.kind === 'problem' && codes.includes(reply.code);
}

/** What this phone recorded goes first; what a restored server lost follows. */
async function chooseNext({ counts }: Course): Promise<Batch> {
  const meta = await readMeta();
  const unsent = book.entries().filter((each) => isUntold(each, meta));
  const entries = chooseBatch(unsent, counts.changesets);
  if (entries.length > 0) return { entries, recovered: [] };
  return { entries, recovered: chooseRecovered(await readRecovered(), counts.recovered) };
}

/** Too much for the server: half of it, and what is too much alone is kept here for export. */
async function shrink(course: Course, batch: Batch, reply: Failure): Promise<Verdict | null> {
  const { entries, recovered } = batch;
  const only = entries.length === 1 ? entries[0] : undefined;
  if (entries.length > 1) {
    course.counts = { ...course.counts, changesets: Math.ceil(entries.length / 2) };
  } else if (recovered.length > 1) {
    course.counts = { ...course.counts, recovered: Math.ceil(recovered.length / 2) };
  } else if (only?.void === null) {
    await markTooLarge(only);
    course.counts = { ...course.counts, changesets: changesets_max };
  } else return { kind: 'failed', reply };
  return null;
}

async function isDoneAfter(answer: SyncOut, batch: Batch): Promise<boolean> {
  const recovered = batch.recovered.map(({ id }) => id);
  const { has_more } = await takeAnswer(answer, { recovered });
  if (answer.wipe) await wipeAcknowledged();
  else if (
    answer.gained.length + answer.lost.length > 0 ||
    tellsOfOwnHamlet(answer) ||
    (await hasNameless())
  )
    await relist();
  const next = await chooseNext({ counts: { changesets: 1, recovered: 1 } });
  return !has_more && next.entries.length + next.recovered.length === 0;
}

/** A hamlet of this phone's has another name, has ended, or is there again. */
function tellsOfOwnHamlet({ streams }: SyncOut): boolean {
  const known = new Map(getAccount()?.streams.map((each) => [each.stream, each]));
  return streams.some(({ records }) =>
    records.some(({ type, id, fields }) => {
      const own = type === 'unit' ? known.get(`hamlet:${id}`) : undefined;
      if (own === undefined) return false;
      return (
        fields['name'] !== own.name || (fields['valid_to'] === null) !== (own.access === 'write')
      );
    }),
  );
}

/** A stream that was gained, and whose name could not be asked for then. */
async function hasNameless(): Promise<boolean> {
  return (await getDatabase().streams.toArray()).some(({ stream, name }) => stream === name);
}

/** The server lists other streams than before: their names and what may be written there. */
async function relist(): Promise<void> {
  const reply = await request('GET', '/streams');
  if (reply.kind !== 'ok') return;
  await relistStreams((reply.json as { items: KnownStream[] }).items);
}

/** Where sending and receiving stand; the same twice in a row is no progress. */
async function toldApart({ counts }: Course): Promise<string> {
  const streams = await getDatabase().streams.toArray();
  const places = streams.map(({ stream, cursor, is_staging }) => [stream, cursor, is_staging]);
  const meta = await readMeta();
  const unsent = book.entries().filter((each) => isUntold(each, meta));
  const numbers = unsent.map(({ n, void: refused }) => [n, refused]);
  const recovered = await getDatabase().recovered.count();
  return JSON.stringify([meta.device_id, counts, places, numbers, recovered]);
}

async function makeRequest({ entries, recovered }: Batch): Promise<SyncIn> {
  const meta = await readMeta();
  const streams = await getDatabase().streams.toArray();
  const waiting = book.entries().filter(isWaiting).length;
  return {
    protocol: 1,
    device: meta.device_id,
    clock: nowText(),
    epoch: meta.epoch,
    acked: meta.acked,
    first: firstKept(book.entries(), meta.device_id, meta.next_n),
    waiting: waiting - entries.filter(isWaiting).length,
    outcomes_cursor: meta.outcomes_cursor,
    changesets: entries.map(wireOf),
    cursors: inOrder(streams.map(({ stream, cursor }) => ({ stream, cursor }))),
    limit: page_records,
    recovered,
  };
}
