/** What came of the last act at the conflict desk, as a kind; the words are the screen's. */

import type { ConflictRow } from '../../../state/conflicts.ts';
import type { ActResult } from '../../../state/office_acts.ts';

type Plain = Exclude<ActResult, 'ok' | 'already_resolved' | 'still_held'>;

export type Message =
  | { readonly about: 'decided' | 'undone'; readonly row: ConflictRow }
  | { readonly about: 'pick_first' | 'wrong_value' | 'undo_stale' | 'not_kept' }
  | { readonly about: 'elsewhere'; readonly id: string }
  | { readonly about: 'ruled' | 'rule_undone'; readonly n: number; readonly missed: number }
  | { readonly about: Plain };

export function decidingProblem(result: Exclude<ActResult, 'ok'>, id: string): Message {
  if (result === 'already_resolved') return { about: 'elsewhere', id };
  return { about: result === 'still_held' ? 'server' : result };
}

export function undoProblem(result: Exclude<ActResult, 'ok'>): Message {
  if (result === 'stale' || result === 'already_resolved') return { about: 'undo_stale' };
  return { about: result === 'still_held' ? 'server' : result };
}
