/** What an answer of the server says of one entry of the device log; pure. */
import {
  settle,
  unsend,
  withOutcome,
  withResult,
  type Entry,
  type Moment,
  type Outcome,
  type Result,
} from './entry.ts';

export interface Told {
  readonly device_id: string;
  readonly acked: number;
  /**
   * Where this answer is of another history than the one before: what came back with its backup.
   * What lies beyond and is there came by a file since, and may have met another fate.
   */
  readonly came_back: number | null;
  readonly results: ReadonlyMap<string, Result>;
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>;
  readonly moment: Moment;
  /** Whether a stream was not read to its end in this answer. */
  readonly isBehind: (stream: string) => boolean;
}

export function judge(entry: Entry, told: Told): Entry {
  let next = isToAskAgain(entry, told) ? unsend(entry) : entry;
  const result = told.results.get(entry.changeset.id);
  if (result !== undefined && next.status === null) next = withResult(next, result, told.moment);
  for (const outcome of told.outcomes.get(entry.changeset.id) ?? []) {
    next = withOutcome(next, outcome);
  }
  return settle(next, told.isBehind);
}

/** The server was restored and has lost it, or has it from elsewhere. */
function isToAskAgain(entry: Entry, told: Told): boolean {
  const kept = Math.min(told.acked, told.came_back ?? told.acked);
  return isMine(entry, told) && entry.n > kept && entry.status !== null;
}

function isMine({ device, is_archived }: Entry, { device_id }: Told): boolean {
  return device === device_id && !is_archived;
}
