/**
 * Acts of the office: deciding, undoing, releasing, discarding. Each is a changeset of this
 * device's log, so that it works offline and counts once; the server's word on it comes later.
 */
import type { Entry } from '../core/entry.ts';
import { isAct, type Act, type AnyChange, type Reason } from '../core/record.ts';
import { record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { fromBook, type Live } from './live.ts';

export interface Choice {
  readonly choice: 'current' | 'incoming' | 'value';
  readonly side?: number;
  readonly value?: unknown;
  readonly reason?: string;
  readonly rev: number;
}
export type ActResult =
  'ok' | 'already_resolved' | 'stale' | 'not_allowed' | 'still_held' | 'server';
export interface Told {
  readonly result: ActResult;
  /** Why it is still held. */
  readonly reasons: readonly Reason[];
}
/** Kept on this device; `told` is what the server made of it, whenever that is. */
export interface Kept {
  readonly told: Promise<Told>;
}

const results: Readonly<Record<string, ActResult | undefined>> = {
  already_resolved: 'already_resolved',
  not_resolved: 'already_resolved',
  already_closed: 'already_resolved',
  stale: 'stale',
  not_allowed: 'not_allowed',
  not_found: 'not_allowed',
  out_of_scope: 'not_allowed',
  invalid_request: 'server',
};

export function resolveConflict(id: string, choice: Choice): Promise<Kept> {
  return keep({ op: 'resolve', id, ...choice });
}

export function undoConflict(id: string): Promise<Kept> {
  return keep({ op: 'undo', id });
}

/** Applies held work now; `changes` replace its own where something was mended. */
export function releaseHeld(id: string, changes: readonly AnyChange[] | null): Promise<Kept> {
  return keep(changes === null ? { op: 'release', id } : { op: 'release', id, changes });
}

/** Closes held work unapplied; its author reads the reason. */
export function discardHeld(id: string, reason: string): Promise<Kept> {
  return keep({ op: 'discard', id, reason });
}

/** All of them or none, as one act. */
export function releaseTogether(ids: readonly string[]): Promise<Kept> {
  return keep(...ids.map((id): Act => ({ op: 'release', id })));
}

export function discardTogether(ids: readonly string[], reason: string): Promise<Kept> {
  return keep(...ids.map((id): Act => ({ op: 'discard', id, reason })));
}

/** Throws where the device cannot keep it: then nothing was decided. */
async function keep(...acts: readonly Act[]): Promise<Kept> {
  const { k } = await record(acts);
  return { told: whenTold(k) };
}

export function whenTold(k: number): Promise<Told> {
  return new Promise((tell) => {
    const stop = book.changes.subscribe(() => {
      const entry = book.entries().find((each) => each.k === k);
      if (entry?.status === null) return;
      // The store calls once before it has returned how to stop.
      queueMicrotask(() => {
        stop();
      });
      tell(toldOf(entry));
    });
  });
}

/** An entry that is kept no longer was taken long ago. */
function toldOf(entry: Entry | undefined): Told {
  if (entry?.status !== 'held') return { result: 'ok', reasons: [] };
  const code = entry.reasons.map((reason) => reason.code).find((each) => each in results);
  return { result: results[code ?? ''] ?? 'still_held', reasons: entry.reasons };
}

/** Acts that wait for the server: the last one by the id of what it is about. */
export const waitingActs: Live<ReadonlyMap<string, Act>> = fromBook(
  () =>
    new Map(
      book
        .entries()
        .filter(({ status }) => status === null)
        .flatMap(({ changeset }) => changeset.changes.filter(isAct))
        .map((act) => [act.id, act]),
    ),
  ['log'],
);
