/**
 * One entry of the device log and what the server said became of it; pure transitions.
 * The changeset itself is never rewritten; `k` orders entries across devices of this browser.
 */
import { isSame } from './changes.ts';
import { isAct, type Changeset, type Reason } from './record.ts';

export interface Outcome {
  readonly status: 'released' | 'discarded' | 'decided' | 'undone';
  readonly by: string | null;
  readonly at: string;
  readonly reason: string | null;
  readonly conflicts: readonly string[];
}

export type ResultStatus = 'applied' | 'conflict' | 'held' | 'void' | 'erased';

export interface Entry {
  readonly k: number;
  readonly device: string;
  readonly n: number;
  readonly changeset: Changeset;
  /** Why it cannot be sent; its number then goes without its content. */
  readonly void: string | null;
  /** null while the server has not acknowledged it. */
  readonly status: ResultStatus | null;
  /** Streams that have not yet been read to their end since it was acknowledged. */
  readonly pending_streams: readonly string[];
  /** True once what the server sends holds its effect, so that nothing is laid over any more. */
  readonly settled: boolean;
  readonly received_at: string | null;
  /** The server's clock when it acknowledged; retention counts by it, never by the phone's. */
  readonly received_clock: string | null;
  /** No longer sent again after a restore; kept only because its author should see its fate. */
  readonly is_archived: boolean;
  readonly conflicts: readonly string[];
  readonly reasons: readonly Reason[];
  readonly outcomes: readonly Outcome[];
  /** What a person has seen of its fate: the number of outcomes, or -1. */
  readonly seen: number;
}

export function newEntry(k: number, device: string, changeset: Changeset): Entry {
  return {
    ...{ k, device, n: changeset.n, changeset, void: null, status: null, received_at: null },
    ...{ received_clock: null, is_archived: false, pending_streams: [], settled: false },
    ...{ conflicts: [], reasons: [], outcomes: [], seen: -1 },
  };
}

export function streamsOf(changeset: Changeset): string[] {
  const streams = new Set<string>();
  for (const change of changeset.changes) {
    if (isAct(change)) continue;
    streams.add(change.stream);
    if (change.op === 'move') streams.add(change.to);
  }
  return [...streams];
}

export interface Result {
  readonly status: ResultStatus;
  readonly conflicts: readonly string[];
  readonly reasons: readonly Reason[];
  /** The server had it before, by this way or another. */
  readonly repeated?: boolean | null;
}

export interface Moment {
  /** By the phone's clock, for people. */
  readonly received_at: string;
  /** By the server's clock, for retention. */
  readonly received_clock: string;
}

/**
 * The server's first answer to it; held work stays laid over until somebody decides. What became of
 * it later may have been told before, where a file brought it.
 */
export function withResult(entry: Entry, result: Result, moment: Moment): Entry {
  const { status, conflicts, reasons } = result;
  const answered = { ...entry, status, conflicts, reasons, ...moment };
  if (status === 'applied' || status === 'conflict') {
    return { ...answered, pending_streams: streamsOf(entry.changeset) };
  }
  return entry.outcomes.reduce(follow, { ...answered, settled: status === 'erased' });
}

/**
 * Later changes of its fate, as one answer tells them. What was told before changes nothing; what
 * one answer tells twice happened twice: taken back, decided and taken back again in one moment.
 */
export function withOutcomes(entry: Entry, told: readonly Outcome[]): Entry {
  return told.reduce((next, outcome, place) => {
    const is_known = countOf(outcome, next.outcomes) > countOf(outcome, told.slice(0, place));
    if (is_known) return next;
    return follow({ ...next, outcomes: [...next.outcomes, outcome] }, outcome);
  }, entry);
}

function countOf(outcome: Outcome, among: readonly Outcome[]): number {
  return among.filter((each) => isSameOutcome(each, outcome)).length;
}

/** What an outcome changes besides being told. */
function follow(entry: Entry, outcome: Outcome): Entry {
  if (outcome.status === 'discarded') return { ...entry, settled: true };
  if (outcome.status !== 'released') return entry;
  const conflicts = [...new Set([...entry.conflicts, ...outcome.conflicts])];
  const pending_streams = streamsOf(entry.changeset);
  return { ...entry, conflicts, settled: pending_streams.length === 0, pending_streams };
}

/** Decisions about two conflicts may have been made in one moment: both are told. */
function isSameOutcome(one: Outcome, other: Outcome): boolean {
  const isSameAct = one.status === other.status && one.reason === other.reason;
  const isOfOne = one.by === other.by && one.at === other.at;
  return isSameAct && isOfOne && isSame(one.conflicts, other.conflicts);
}

/** Once every stream it touched has been read to its end, the server's word stands alone. */
export function settle(entry: Entry, isBehind: (stream: string) => boolean): Entry {
  if (entry.settled || entry.status === null) return entry;
  if (entry.pending_streams.length === 0) {
    // An act of the office alone touches no stream: there is nothing to wait for.
    const isDone = entry.status === 'applied' || entry.status === 'conflict';
    return isDone ? { ...entry, settled: true } : entry;
  }
  const pending_streams = entry.pending_streams.filter(isBehind);
  if (pending_streams.length === entry.pending_streams.length) return entry;
  return { ...entry, pending_streams, settled: pending_streams.length === 0 };
}

/** The server refuses its size: its number goes without its content, which stays here. */
export function withVoid(entry: Entry, reason: string): Entry {
  return { ...entry, void: reason };
}

/** A decision or a discarding that its author has not looked at. */
export function hasUnseenFate({ outcomes, seen }: Entry): boolean {
  const told = outcomes.slice(Math.max(0, seen));
  return told.some(({ status }) => status === 'decided' || status === 'discarded');
}

/** Waits for the server; what cannot be sent at all is not waiting but kept. */
export function isWaiting(entry: Entry): boolean {
  return entry.status === null && entry.void === null;
}

/** What this device tells the server next: what waits, and what only another device of it told. */
export function isUntold(
  { device, n, status, is_archived }: Entry,
  { device_id, acked }: { readonly device_id: string; readonly acked: number },
): boolean {
  return device === device_id && (status === null || (n > acked && !is_archived));
}

/** The server has lost it (a restore): it waits again, exactly as it was. */
export function unsend(entry: Entry): Entry {
  const fresh = newEntry(entry.k, entry.device, entry.changeset);
  return { ...fresh, void: entry.void };
}

/**
 * How an entry stands on the phone: `waiting` for the server, `held` by it, `received` but not
 * yet read back, or `behind` what the server sends (nothing is laid over any more).
 */
export function settledView(entry: Entry): 'waiting' | 'held' | 'received' | 'behind' {
  if (entry.settled) return 'behind';
  if (entry.void !== null) return 'held';
  if (entry.status === null) return 'waiting';
  if (entry.status === 'held' && entry.pending_streams.length === 0) return 'held';
  return 'received';
}
