/** One round trip after the other, until nothing waits and nothing is left to receive. */
import { request, type Reply } from '../api/client.ts';
import type { SyncIn, SyncOut } from '../api/wire.ts';
import { renumber, type Entry } from '../core/entry.ts';
import { changesets_max, chooseBatch, wireOf } from '../core/request.ts';
import * as book from '../store/book.ts';
import { loadLog, newId, nowText } from '../store/acts.ts';
import { takeAnswer } from '../store/answers.ts';
import { findDatabase, getDatabase } from '../store/database.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import type { KnownStream } from '../store/account.ts';
import { relistStreams, takeDevice } from '../store/users.ts';

const page_records = 1_000;
const rounds_max = 1_000;

export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reply: Exclude<Reply, { kind: 'ok' }> };

/** `onPhase` hears what is going on; the answer of every round is stored before the next. */
export async function exchange(
  onPhase: (phase: 'sending' | 'receiving') => void,
): Promise<Verdict> {
  let count_max = changesets_max;
  for (let round = 0; round < rounds_max; round += 1) {
    const batch = chooseBatch(await waitingEntries(), count_max);
    onPhase(batch.length > 0 ? 'sending' : 'receiving');
    const asked_for = getDatabase();
    const reply = await request('POST', '/sync', await makeRequest(batch));
    // Somebody else has signed in meanwhile: what was answered is not theirs.
    if (findDatabase() !== asked_for) return { kind: 'failed', reply: { kind: 'offline' } };
    if (reply.kind === 'ok') {
      if (await isDoneAfter(reply.json as SyncOut)) return { kind: 'done' };
    } else if (isTooLarge(reply) && batch.length > 1) {
      count_max = Math.ceil(batch.length / 2);
    } else {
      return fail(reply);
    }
  }
  return { kind: 'done' };
}

async function isDoneAfter(answer: SyncOut): Promise<boolean> {
  const { has_more } = await takeAnswer(answer);
  if (answer.gained.length + answer.lost.length > 0) await relist();
  return !has_more && (await waitingEntries()).length === 0;
}

function isTooLarge(reply: Reply): boolean {
  return reply.kind === 'problem' && reply.status === 413;
}

async function fail(reply: Exclude<Reply, { kind: 'ok' }>): Promise<Verdict> {
  if (reply.kind !== 'problem' || reply.code !== 'device_log_diverged') {
    return { kind: 'failed', reply };
  }
  await takeNewDevice();
  return { kind: 'failed', reply: { ...reply, status: 401 } };
}

/** The server lists other streams than before: their names and what may be written there. */
async function relist(): Promise<void> {
  const reply = await request('GET', '/streams');
  if (reply.kind !== 'ok') return;
  await relistStreams((reply.json as { items: KnownStream[] }).items);
}

async function waitingEntries(): Promise<Entry[]> {
  const { device_id, acked } = await readMeta();
  return book
    .entries()
    .filter((entry) => entry.device === device_id && entry.status === null && entry.n > acked);
}

async function makeRequest(batch: readonly Entry[]): Promise<SyncIn> {
  const meta = await readMeta();
  const streams = await getDatabase().streams.toArray();
  const waiting = book.entries().filter((entry) => entry.status === null).length;
  return {
    protocol: 1,
    device: meta.device_id,
    clock: nowText(),
    epoch: meta.epoch,
    acked: meta.acked,
    first: book.entries().find((entry) => entry.device === meta.device_id)?.n ?? meta.next_n,
    waiting: waiting - batch.length,
    outcomes_cursor: meta.outcomes_cursor,
    changesets: batch.map(wireOf),
    cursors: inOrder(streams).map(({ stream, cursor }) => ({ stream, cursor })),
    limit: page_records,
    recovered: [],
  };
}

/** Small catalogues first, so that the first page of a hamlet comes with all it needs. */
function inOrder<T extends { readonly stream: string }>(streams: readonly T[]): T[] {
  const rank = (stream: string) =>
    ['province', 'commune', 'hamlet'].indexOf(stream.split(':')[0] ?? '');
  return [...streams].sort((a, b) => rank(a.stream) - rank(b.stream));
}

/** The server has another log under this device's name: go on under a new one, nothing lost. */
async function takeNewDevice(): Promise<void> {
  const database = getDatabase();
  let renewed = '';
  await database.transaction('rw', [database.meta, database.log], async () => {
    const meta = await readMeta();
    const device_id = newId();
    let n = 1;
    for (const entry of await database.log.orderBy('k').toArray()) {
      if (entry.status !== null) continue;
      await database.log.put(renumber(entry, device_id, n));
      n += 1;
    }
    await writeMeta({ ...meta, device_id, next_n: n, acked: 0 });
    renewed = device_id;
  });
  await takeDevice(renewed);
  await loadLog();
}
