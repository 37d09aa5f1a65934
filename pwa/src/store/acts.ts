/**
 * Recording: one strict transaction gives the act its number, stores it and removes its draft.
 * Once it resolves, the act survives anything; once numbered, it is never rewritten.
 */
import { newEntry, withVoid, type Entry } from '../core/entry.ts';
import { basedOn, type Based } from '../core/epoch.ts';
import { isAct, type AnyChange, type Changeset } from '../core/record.ts';
import { SCHEMA } from '../core/record_rules.gen.ts';
import * as book from './book.ts';
import { newId, nowText } from './clock.ts';
import { getDatabase, type LogRow } from './database.ts';
import { draftsKept } from './drafts.ts';
import { rowOf } from './log.ts';
import { readMeta, writeMeta, type SyncMeta } from './meta.ts';
import { rescueOf } from './rescue.ts';
import { tellOtherTabs } from './tabs.ts';

export { newId, nowMs, nowText } from './clock.ts';

declare const __APP_VERSION__: string;

type Listener = () => void;
let onRecorded: Listener = () => undefined;

/** The scheduler asks to be told when something new waits. */
export function listenToRecording(listener: Listener): void {
  onRecorded = listener;
}

interface Act {
  readonly id: string;
  readonly at: string;
  readonly based: Based;
}

interface Wishes {
  /** The draft that the act replaces. */
  readonly draft_key?: string;
  /** Hears that the act is on the disk, before any screen is made anew for it; waited for. */
  readonly onKept?: ((k: number) => Promise<void>) | undefined;
}

/** Throws where the database refuses (full, closed): then nothing was recorded. */
export function record(
  changes: readonly AnyChange[],
  { draft_key, onKept }: Wishes = {},
): Promise<Entry> {
  // What the author saw is what memory holds now, before anything else may happen.
  const act = { id: newId(), at: nowText(), based: baseOf(changes) };
  return inTurn(async () => {
    const entry = await write(act, draft_key);
    // Whatever comes of telling it: the act is recorded.
    await onKept?.(entry.k).catch(() => undefined);
    book.layEntries([entry]);
    book.tell();
    tellOtherTabs({ streams: [], log: true });
    onRecorded();
    return entry;
  });
}

let recording: Promise<unknown> = Promise.resolve();

function inTurn(run: () => Promise<Entry>): Promise<Entry> {
  const next = recording.then(run, run);
  recording = next;
  return next;
}

async function write(act: Act, draft_key: string | undefined): Promise<Entry> {
  await draftsKept();
  let entry: Entry | null = null;
  // Another tab may take the number while this entry is sealed.
  while (entry === null) entry = await tryWrite(act, draft_key);
  return entry;
}

function baseOf(changes: readonly AnyChange[]): Based {
  return basedOn(changes, epochOf, book.newestEpoch());
}

/** The history of the row that a change was made on. */
function epochOf(change: AnyChange): string | null {
  if (isAct(change)) return null;
  return book.epochOf(book.received(change.id)?.stream ?? change.stream);
}

/** As this tab wrote it last: the next act need not read it first, only find it unchanged. */
let expected: SyncMeta | null = null;

async function tryWrite(act: Act, draft_key: string | undefined): Promise<Entry | null> {
  const before = expected ?? (await readMeta());
  expected = null;
  const entry = newEntry(before.next_k, before.device_id, changesetOf(act, before));
  const row = await rowOf(entry);
  const spare = await rescueOf(entry);
  const names = ['meta', 'log', 'drafts', 'rescue'] as const;
  const written = await getDatabase().transaction(names, async (tables) => {
    const now = await readMeta(tables.meta);
    if (!isSameTurn(now, before)) return null;
    const next = { ...now, next_n: now.next_n + 1, next_k: now.next_k + 1 };
    await Promise.all([
      tables.log.add(row),
      writeMeta(next, tables.meta),
      spare === null ? null : tables.rescue.put(spare),
      draft_key === undefined ? null : tables.drafts.delete(draft_key),
    ]);
    return next;
  });
  expected = written;
  return written === null ? null : entry;
}

/** Nothing that the entry was made of has changed. */
function isSameTurn(now: SyncMeta, before: SyncMeta): boolean {
  const names = ['device_id', 'next_k', 'next_n', 'epoch'] as const;
  return names.every((name) => now[name] === before[name]);
}

function changesetOf({ id, at, based }: Act, meta: SyncMeta): Changeset {
  return {
    ...{ n: meta.next_n, id, at, schema: SCHEMA, app: __APP_VERSION__ },
    ...{ epoch: based.epoch ?? meta.epoch, changes: based.changes },
  };
}

/** Notes that a person has seen what became of it so far. */
export async function markEntrySeen(k: number): Promise<void> {
  const entry = book.entries().find((each) => each.k === k);
  if (entry === undefined) return;
  const seen = entry.outcomes.length;
  await getDatabase().transaction(['log'], async ({ log }) => {
    const row = await log.get(k);
    if (row !== undefined) await log.put({ ...row, seen });
  });
  book.layEntries([{ ...entry, seen }]);
  book.tell();
}

/** The server refuses this one for its size: its number goes on without its content. */
export async function markTooLarge(entry: Entry): Promise<void> {
  const refused = withVoid(entry, 'too_large');
  const row: LogRow = await rowOf(refused);
  await getDatabase().log.put(row);
  book.layEntries([refused]);
  book.tell();
}
