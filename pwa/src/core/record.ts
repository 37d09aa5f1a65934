/** The shapes that travel: records, changes, changesets and conflicts, named as in the contract. */

export type Fields = Readonly<Record<string, unknown>>;

/** A record as received in `streams[].records`, with the stream it came in. */
export interface StoredRecord {
  readonly type: string;
  readonly id: string;
  readonly stream: string;
  /** 0 where only this phone has it so far. */
  readonly rev: number;
  readonly tag: number;
  readonly deleted: boolean;
  readonly fields: Fields;
  readonly created_by: string | null;
  readonly created_at: string;
  readonly updated_by: string | null;
  readonly updated_at: string;
  readonly moved_to?: string | null | undefined;
}

interface ChangeTarget {
  readonly type: string;
  readonly id: string;
  readonly stream: string;
}

/** A decision of the office about a conflict or a held changeset; it names no record. */
export type Act =
  | {
      readonly op: 'resolve';
      readonly id: string;
      readonly choice: 'current' | 'incoming' | 'value';
      readonly side?: number;
      readonly value?: unknown;
      readonly reason?: string;
      readonly rev: number;
    }
  | { readonly op: 'undo'; readonly id: string }
  | { readonly op: 'release'; readonly id: string; readonly changes?: readonly AnyChange[] }
  | { readonly op: 'discard'; readonly id: string; readonly reason: string };

export type AnyChange = Change | Act;

export type Change =
  | (ChangeTarget & { readonly op: 'create'; readonly fields: Fields })
  | (ChangeTarget & {
      readonly op: 'update';
      readonly base: number;
      readonly from: Fields;
      readonly fields: Fields;
    })
  | (ChangeTarget & { readonly op: 'delete' | 'restore'; readonly base: number })
  | (ChangeTarget & { readonly op: 'move'; readonly base: number; readonly to: string });

const acts: ReadonlySet<string> = new Set(['resolve', 'undo', 'release', 'discard']);

export function isAct(change: AnyChange): change is Act {
  return acts.has(change.op);
}

/** What one act of a person changed; once numbered it is never rewritten. */
export interface Changeset {
  readonly n: number;
  readonly id: string;
  readonly at: string;
  readonly schema: number;
  readonly app: string;
  readonly epoch: string | null;
  readonly changes: readonly AnyChange[];
}

export interface Reason {
  readonly change: number | null;
  readonly field: string | null;
  readonly code: string;
  readonly detail: string;
}

/** Somebody deleted more in a day than one person may. */
export function isDeletionsLimit({ code, detail }: Pick<Reason, 'code' | 'detail'>): boolean {
  return code === 'quota' && detail.endsWith('deletions_a_day_max');
}

export interface ConflictSide {
  readonly op: string;
  readonly value: unknown;
  readonly from: unknown;
  readonly base: number;
  readonly by: string | null;
  readonly device: string | null;
  readonly at: string | null;
  readonly corrected_at: string | null;
  readonly n: number | null;
  readonly earlier: readonly Fields[];
}

export interface ConflictCurrent {
  readonly rev: number;
  readonly value: unknown;
  readonly by: string | null;
  readonly device: string | null;
  readonly at: string | null;
  readonly corrected_at: string | null;
}

export interface ConflictResolution {
  readonly choice: 'current' | 'incoming' | 'value';
  readonly side?: number | null;
  readonly value?: unknown;
  readonly reason?: string | null;
  readonly rev?: number;
  /** What was current until the decision. */
  readonly stood?: ConflictCurrent;
}

export interface Conflict {
  readonly id: string;
  readonly status: 'open' | 'resolved';
  readonly stream: string;
  readonly type: string;
  readonly record_id: string;
  readonly field: string | null;
  readonly current: ConflictCurrent;
  readonly incoming: readonly ConflictSide[];
  readonly opened_at: string;
  readonly resolved_at: string | null;
  readonly resolved_by: string | null;
  readonly resolution: ConflictResolution | null;
}
