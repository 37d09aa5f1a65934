/**
 * How long acknowledged changesets stay on the phone, so that a server restored from an old backup
 * gets them again; pure. Days are counted by the server's clock alone.
 */
import { hasUnseenFate, type Entry } from './entry.ts';

const kept_days_min = 30;
const day_ms = 24 * 3_600_000;

export interface Kept {
  /** The server's clock in this answer. */
  readonly clock: string;
  /** The highest number that a verified backup contains. */
  readonly safe: number;
}

export interface Pruned {
  readonly dropped: readonly Entry[];
  /** Kept for their author to see, but not to be sent again. */
  readonly archived: readonly Entry[];
}

/**
 * Only from the oldest on and without a gap: what the phone sends again after a restore must
 * begin at `first` and leave no number out. `entries` are those of one device.
 */
export function prune(entries: readonly Entry[], { clock, safe }: Kept): Pruned {
  const dropped: Entry[] = [];
  const archived: Entry[] = [];
  for (const entry of [...entries].sort((a, b) => a.n - b.n)) {
    if (!entry.is_archived && !(entry.n <= safe && isOld(entry, clock))) break;
    if (isConcluded(entry)) dropped.push(entry);
    else if (!entry.is_archived) archived.push({ ...entry, is_archived: true });
  }
  return { dropped, archived };
}

function isOld(entry: Entry, clock: string): boolean {
  if (entry.status === null || entry.received_clock === null) return false;
  return Date.parse(clock) - Date.parse(entry.received_clock) >= kept_days_min * day_ms;
}

/** Nothing of it is laid over any more, and its author has seen what became of it. */
function isConcluded(entry: Entry): boolean {
  return entry.settled && entry.void === null && !hasUnseenFate(entry);
}

/** The lowest number that this device could still send; `next_n` where it keeps none. */
export function firstKept(entries: readonly Entry[], device: string, next_n: number): number {
  let first = next_n;
  for (const entry of entries) {
    if (entry.device === device && !entry.is_archived && entry.n < first) first = entry.n;
  }
  return first;
}
