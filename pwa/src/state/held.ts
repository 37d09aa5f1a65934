/** The repair desk: what the server keeps until somebody mends it; releasing and discarding it. */
import type { Change, Reason } from '../core/record.ts';
import { still, type Live } from './live.ts';

export interface HeldRow {
  readonly id: string;
  readonly author: string;
  /** Full name of the author, or ''. */
  readonly author_name: string;
  readonly device: string;
  readonly n: number;
  /** What the author's device claims. */
  readonly at: string | null;
  readonly changes: readonly Change[];
  readonly reasons: readonly Reason[];
  readonly received_at: string;
}
export type RepairResult =
  'ok' | 'still_held' | 'already_closed' | 'offline' | 'not_allowed' | 'server';
export interface Repaired {
  readonly result: RepairResult;
  /** Why it is still held. */
  readonly reasons: readonly Reason[];
}

/** Oldest first, as the server told it last; null while it has not been asked. */
export const held: Live<readonly HeldRow[] | null> = still(null);

export function refreshHeld(): Promise<void> {
  return Promise.resolve();
}

/** Applies it now; `changes` replace its own where something was mended. */
export function releaseHeld(
  _id: string,
  _changes: readonly Change[] | null,
): Promise<Repaired> {
  return Promise.resolve({ result: 'offline', reasons: [] });
}

/** Closes it unapplied; the author reads the reason. */
export function discardHeld(_id: string, _reason: string): Promise<Repaired> {
  return Promise.resolve({ result: 'offline', reasons: [] });
}
