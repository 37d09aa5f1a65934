/** Conflicts as an author sees them: mine, theirs, and what was decided. */
import type { Conflict, ConflictCurrent, ConflictSide } from '../core/record.ts';
import { getAccount } from '../store/account.ts';
import { live } from '../store/book.ts';
import { text } from './house_rows.ts';
import { nameOf } from './people.ts';

export interface ConflictView {
  readonly id: string;
  readonly type: string;
  readonly record_id: string;
  readonly field: string | null;
  readonly mine: unknown;
  readonly theirs: unknown;
  /** Full name of the other author, or ''. */
  readonly theirs_by: string;
  readonly status: 'open' | 'resolved';
}

/** Every conflict record here, by id. */
export function findConflict(id: string): Conflict | undefined {
  return live('conflict').get(id)?.fields as Conflict | undefined;
}

/** The conflicts about any of these records. */
export function conflictViews(record_ids: readonly string[]): ConflictView[] {
  return [...live('conflict').values()]
    .map((each) => each.fields as unknown as Conflict)
    .filter((conflict) => record_ids.includes(conflict.record_id))
    .map(viewConflict);
}

export function viewConflict(conflict: Conflict): ConflictView {
  const { id, type, record_id, field, status } = conflict;
  const { mine, theirs, theirs_by } = sides(conflict);
  return { id, type, record_id, field, status, mine, theirs, theirs_by: nameOf(theirs_by) };
}

interface Sides {
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly theirs_by: string;
}

/**
 * What I wrote and what stood against it, by this device first, then by this user. After a
 * decision `current` is what was chosen, so what stood until then is kept beside it.
 */
export function sides(conflict: Conflict): Sides {
  const { incoming, resolution } = conflict;
  const current = resolution?.stood ?? conflict.current;
  const side = mySide(conflict);
  const other = incoming.find((each) => each !== side);
  // Both values may be this person's own, from two phones.
  const isMineStanding = current.by === getAccount()?.user.id && other !== undefined;
  if (side === undefined || isMineStanding) return standingIsMine(current, other);
  return { mine: side.value, theirs: current.value, theirs_by: text(current.by) };
}

/** What this device sent, or else what this user sent from another. */
function mySide({ incoming }: Conflict): ConflictSide | undefined {
  const me = getAccount();
  return (
    incoming.find(({ device }) => device === me?.device_id) ??
    incoming.find(({ by }) => by === me?.user.id)
  );
}

function standingIsMine(current: ConflictCurrent, other: ConflictSide | undefined): Sides {
  return { mine: current.value, theirs: other?.value ?? null, theirs_by: text(other?.by) };
}
