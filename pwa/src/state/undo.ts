/** Takes an act of this phone back as a new act: nothing is rewritten, what changed since stays. */
import { deleteChange, isSame } from '../core/changes.ts';
import type { AnyChange, Change, Fields, StoredRecord } from '../core/record.ts';
import { record } from '../store/acts.ts';
import * as book from '../store/book.ts';

/** `k` is the entry's place in the log of this browser. False when nothing is left to take back. */
export async function undoLast(k: number): Promise<boolean> {
  const entry = book.entries().find((each) => each.k === k);
  // Children were made after their parents, and go before them.
  const changes = [...(entry?.changeset.changes ?? [])].reverse().flatMap(reverseOf);
  if (changes.length === 0) return false;
  await record(changes);
  return true;
}

function reverseOf(change: AnyChange): Change[] {
  if (!('stream' in change)) return [];
  const seen = book.find(change.id);
  if (seen !== undefined) return reverseOfSeen(change, seen);
  return change.op === 'delete' ? [backFromDeletion(change)] : [];
}

function reverseOfSeen(change: Change, seen: StoredRecord): Change[] {
  const received = book.received(change.id);
  if (change.op === 'create') return seen.deleted ? [] : [deleteChange(seen, received)];
  if (change.op === 'delete') return seen.deleted ? [restore(seen, received)] : [];
  return change.op === 'update' ? backTo(seen, received, change) : [];
}

type Deletion = Extract<Change, { readonly op: 'delete' | 'restore' }>;

/** The server has taken the deletion already: only it still has the record. */
function backFromDeletion({ type, id, stream, base }: Deletion): Change {
  return { op: 'restore', type, id, stream, base };
}

function restore(seen: StoredRecord, received: StoredRecord | undefined): Change {
  const { type, id, stream } = seen;
  return { op: 'restore', type, id, stream, base: received?.rev ?? 0 };
}

/** Only the fields that still have the value that the act gave them. */
function backTo(
  seen: StoredRecord,
  received: StoredRecord | undefined,
  { from, fields }: { readonly from: Fields; readonly fields: Fields },
): Change[] {
  const names = Object.keys(fields).filter((name) => isSame(seen.fields[name], fields[name]));
  if (names.length === 0) return [];
  const { type, id, stream } = seen;
  const pick = (values: Fields) =>
    Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
  return [
    {
      op: 'update',
      type,
      id,
      stream,
      base: received?.rev ?? 0,
      from: pick(fields),
      fields: pick(from),
    },
  ];
}
