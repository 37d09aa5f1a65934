/** Carrying out a rule: one act a conflict, so that one that fails holds up no other. */

import type { ConflictRow } from '../../../state/conflicts.ts';
import { resolveConflict, undoConflict } from '../../../state/office_acts.ts';
import { choiceOf } from './cards.ts';
import type { Verdict } from './rules.ts';

/** Those that were decided; stops where there is no way to the server. */
export async function decideAll(
  chosen: readonly Verdict[],
  reason: string,
): Promise<readonly ConflictRow[]> {
  const done: ConflictRow[] = [];
  for (const { row, card } of chosen) {
    if (card === null) continue;
    const { result } = await resolveConflict(row.id, choiceOf(card, row.current.rev, reason));
    if (result === 'ok') done.push(row);
    else if (result === 'offline') break;
  }
  return done;
}

/** How many were taken back. */
export async function undoAll(rows: readonly ConflictRow[]): Promise<number> {
  let n = 0;
  for (const row of rows) {
    const { result } = await undoConflict(row.id);
    if (result === 'ok') n += 1;
  }
  return n;
}
