/** What an answer of the server says of one entry of the device log; pure. */
import {
  settle,
  unsend,
  withOutcomes,
  withResult,
  type Entry,
  type Moment,
  type Outcome,
  type Result,
} from './entry.ts';

/**
 * What the backup that was restored does not contain and a file does: somebody may have delivered
 * it to the new history, where it may have met with something else.
 */
export interface Numbers {
  readonly after: number;
  readonly last: number;
}

export interface Told {
  readonly device_id: string;
  readonly acked: number;
  /** As it was before this answer: what lies above was told by another device of this phone. */
  readonly heard: number;
  readonly results: ReadonlyMap<string, Result>;
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>;
  readonly moment: Moment;
  /** Set by the first answer of a new history: numbers above `after` and up to `last`. */
  readonly doubtful: Numbers | null;
  /** Whether a stream was not read to its end in this answer. */
  readonly isBehind: (stream: string) => boolean;
}

export function judge(entry: Entry, told: Told): Entry {
  const result = told.results.get(entry.changeset.id);
  let next = isStale(entry, result, told) ? unsend(entry) : entry;
  if (result !== undefined && next.status === null) next = withResult(next, result, told.moment);
  next = withOutcomes(next, told.outcomes.get(entry.changeset.id) ?? []);
  return settle(next, told.isBehind);
}

/** What is known of its fate was said by a server that has forgotten it since. */
function isStale(entry: Entry, result: Result | undefined, told: Told): boolean {
  if (entry.status === null || !isMine(entry, told)) return false;
  return isUnknown(entry, told) || (result !== undefined && result.repeated !== true);
}

/**
 * The server was restored and has lost it, or has it by other hands: a repeat does no harm. What
 * another device of this phone was told is not lost because this one has yet to send it: its fate
 * was told once, and stands until a new history begins.
 */
function isUnknown({ n }: Entry, { acked, heard, doubtful }: Told): boolean {
  if (doubtful === null) return n > acked && n <= heard;
  return n > acked || n > heard || (n > doubtful.after && n <= doubtful.last);
}

function isMine({ device, is_archived }: Entry, { device_id }: Told): boolean {
  return device === device_id && !is_archived;
}
