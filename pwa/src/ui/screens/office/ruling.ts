/** Carrying out a rule: one act a conflict, so that one that fails holds up no other. */

import type { ConflictRow } from '../../../state/conflicts.ts';
import { resolveConflict, undoConflict, type Kept } from '../../../state/office_acts.ts';
import { choiceOf } from './cards.ts';
import type { Verdict } from './rules.ts';

interface Ruled {
  readonly done: readonly ConflictRow[];
  /** Ids of those that the server did not take, once it has said so of all. */
  readonly missed: Promise<readonly string[]>;
}

/** Stops where this device can keep no more. */
export async function decideAll(chosen: readonly Verdict[], reason: string): Promise<Ruled> {
  const done: ConflictRow[] = [];
  const kept: Kept[] = [];
  for (const { row, card } of chosen) {
    if (card === null) continue;
    const choice = choiceOf(card, row.current.rev, reason);
    const one = await resolveConflict(row.id, choice).catch(() => null);
    if (one === null) break;
    done.push(row);
    kept.push(one);
  }
  const told = Promise.all(kept.map((each) => each.told));
  const missed = told.then((all) =>
    done.filter((_, at) => all[at]?.result !== 'ok').map(({ id }) => id),
  );
  return { done, missed };
}

/** How many were taken back. */
export async function undoAll(rows: readonly ConflictRow[]): Promise<number> {
  const kept = await Promise.all(rows.map(({ id }) => undoConflict(id)));
  const told = await Promise.all(kept.map((each) => each.told));
  return told.filter(({ result }) => result === 'ok').length;
}
