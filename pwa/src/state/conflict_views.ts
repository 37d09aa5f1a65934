/** Conflicts as an author sees them: mine, theirs, and what was decided. */
import type { Conflict } from '../core/record.ts';
import { getAccount } from '../store/account.ts';
import { live } from '../store/book.ts';
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

/** What I wrote and what stands against it, by this device first, then by this user. */
export function sides(conflict: Conflict): {
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly theirs_by: string;
} {
  const account = getAccount();
  const side =
    conflict.incoming.find((each) => each.device === account?.device_id) ??
    conflict.incoming.find((each) => each.by === account?.user.id);
  const { current } = conflict;
  const other = conflict.incoming.find((each) => each !== side);
  if (side !== undefined && current.by !== account?.user.id) {
    return { mine: side.value, theirs: current.value, theirs_by: current.by ?? '' };
  }
  if (side !== undefined && other === undefined) {
    return { mine: side.value, theirs: current.value, theirs_by: current.by ?? '' };
  }
  return { mine: current.value, theirs: other?.value ?? null, theirs_by: other?.by ?? '' };
}
