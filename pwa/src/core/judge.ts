/** What an answer of the server says of one entry of the device log; pure. */
import {
  isUnanswered,
  settle,
  unsend,
  withOutcome,
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
  readonly results: ReadonlyMap<string, Result>;
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>;
  readonly moment: Moment;
  /** Set by the first answer of a new history: numbers above `after` and up to `last`. */
  readonly doubtful: Numbers | null;
  /** Whether a stream was not read to its end in this answer. */
  readonly isBehind: (stream: string) => boolean;
}

export function judge(entry: Entry, told: Told): Entry {
  let next = entry;
  if (!isUnanswered(entry) && isMine(entry, told) && isUnknown(entry, told)) next = unsend(next);
  const result = told.results.get(entry.changeset.id);
  if (result !== undefined && isUnanswered(next)) next = withResult(next, result, told.moment);
  for (const outcome of told.outcomes.get(entry.changeset.id) ?? []) {
    next = withOutcome(next, outcome);
  }
  return settle(next, told.isBehind);
}

/** The server was restored and has lost it, or has it by other hands: a repeat does no harm. */
function isUnknown({ n }: Entry, { acked, doubtful }: Told): boolean {
  return n > acked || (doubtful !== null && n > doubtful.after && n <= doubtful.last);
}

function isMine({ device, is_archived }: Entry, { device_id }: Told): boolean {
  return device === device_id && !is_archived;
}
