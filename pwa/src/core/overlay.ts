/**
 * The phone's one rule: what the server said, with what is still in the outbox laid over it.
 * Pure; the order of the changes is the order of the device log.
 */
import { MERGED_BY_DIFFERENCE } from './record_rules.gen.ts';
import type { Fields, Change, StoredRecord } from './record.ts';

/** Who made the change and when, for a record that only this phone has. */
export interface Authorship {
  readonly by: string;
  readonly at: string;
}

export interface LaidChange {
  readonly change: Change;
  readonly authorship: Authorship;
}

/** What a person here sees; undefined where neither server nor outbox has the record. */
export function layOver(
  server: StoredRecord | undefined,
  laid: readonly LaidChange[],
): StoredRecord | undefined {
  let seen = server;
  for (const { change, authorship } of laid) seen = applyChange(seen, change, authorship);
  return seen;
}

function applyChange(
  seen: StoredRecord | undefined,
  change: Change,
  { by, at }: Authorship,
): StoredRecord | undefined {
  if (change.op === 'create') return createOver(seen, change, { by, at });
  if (seen === undefined) return undefined;
  const touched = { ...seen, updated_by: by, updated_at: at };
  switch (change.op) {
    case 'update':
      return { ...touched, fields: updateFields(change.type, seen.fields, change) };
    case 'delete':
      return { ...touched, deleted: true };
    case 'restore':
      return { ...touched, deleted: false };
    case 'move':
      return { ...touched, stream: change.to };
  }
}

function createOver(
  seen: StoredRecord | undefined,
  change: Extract<Change, { op: 'create' }>,
  { by, at }: Authorship,
): StoredRecord {
  // The server already has it: what it says of it is newer than the creation.
  if (seen !== undefined) return seen;
  return {
    ...{ type: change.type, id: change.id, stream: change.stream, fields: change.fields },
    ...{ rev: 0, tag: 0, deleted: false },
    ...{ created_by: by, created_at: at, updated_by: by, updated_at: at },
  };
}

function updateFields(
  type: string,
  seen: Fields,
  change: { readonly from: Fields; readonly fields: Fields },
): Fields {
  const after: Record<string, unknown> = { ...seen };
  for (const [name, value] of Object.entries(change.fields)) {
    after[name] = mergeValue(kindOf(type, name), seen[name], change.from[name], value);
  }
  return after;
}

/** Undefined where the later value simply stands, also for what this version does not know. */
function kindOf(type: string, field: string): string | undefined {
  return (MERGED_BY_DIFFERENCE as Kinds)[type]?.[field];
}

type Kinds = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

function mergeValue(kind: string | undefined, seen: unknown, from: unknown, to: unknown): unknown {
  if (kind === 'set') return mergeSet(asList(seen), asList(from), asList(to));
  if (kind === 'counters') return mergeCounters(asCounts(seen), asCounts(from), asCounts(to));
  return to;
}

function mergeSet(seen: unknown[], from: unknown[], to: unknown[]): unknown[] {
  const removed = new Set(from.filter((item) => !to.includes(item)));
  const kept = seen.filter((item) => !removed.has(item));
  return [...new Set([...kept, ...to.filter((item) => !from.includes(item))])];
}

function mergeCounters(seen: Counts, from: Counts, to: Counts): Counts {
  const after: Record<string, number> = {};
  for (const name of new Set([seen, from, to].flatMap(Object.keys))) {
    const count = (seen[name] ?? 0) + (to[name] ?? 0) - (from[name] ?? 0);
    // One that the author dropped, and that nobody counted up meanwhile, is gone.
    if (count !== 0 || name in to) after[name] = Math.max(-count_max, Math.min(count_max, count));
  }
  return after;
}

/** The server's limit for numbers. */
const count_max = 2 ** 53;

type Counts = Readonly<Record<string, number>>;

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function asCounts(value: unknown): Counts {
  return typeof value === 'object' && value !== null ? (value as Counts) : {};
}
