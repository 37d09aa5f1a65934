/** The conflict desk: open conflicts with all their sides, deciding one, undoing a decision. */
import type { Conflict } from '../core/record.ts';
import { still, type Live } from './live.ts';

export interface ConflictRow extends Conflict {
  readonly record_title: string;
  readonly place: string;
  /** The value that the sides started from. */
  readonly from: unknown;
  /** user_id → full name, for everybody who appears in it. */
  readonly names: Readonly<Record<string, string>>;
  /** What the same changesets changed besides, and the server took. */
  readonly other_changes: readonly { readonly field: string; readonly value: unknown }[];
}
export interface Choice {
  readonly choice: 'current' | 'incoming' | 'value';
  readonly side?: number;
  readonly value?: unknown;
  readonly reason?: string;
  readonly rev: number;
}
export type ResolveResult =
  'ok' | 'already_resolved' | 'stale' | 'offline' | 'not_allowed' | 'server';

/** Oldest first. */
export const conflicts: Live<readonly ConflictRow[]> = still([]);
export const decidedToday: Live<readonly ConflictRow[]> = still([]);

export function resolveConflict(_id: string, _choice: Choice): Promise<ResolveResult> {
  return Promise.resolve('offline');
}

export function undoConflict(_id: string): Promise<ResolveResult> {
  return Promise.resolve('offline');
}

/** Asks the server for the live numbers; keeps what is here when there is no network. */
export function refreshConflicts(): Promise<void> {
  return Promise.resolve();
}
