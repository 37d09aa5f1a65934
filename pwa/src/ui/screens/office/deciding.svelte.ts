/** Deciding one conflict after another, or many by a rule, and taking the last act back. */

import { refreshConflicts, type ConflictRow } from '../../../state/conflicts.ts';
import { resolveConflict, undoConflict, type ActResult } from '../../../state/office_acts.ts';
import { chosenBy } from './choosing.ts';
import { decidingProblem, undoProblem } from './messages.ts';
import type { Verdict } from './rules.ts';
import { decideAll, undoAll } from './ruling.ts';
import { Selecting } from './selecting.svelte.ts';

export class Deciding extends Selecting {
  seconds = $state.raw<readonly number[]>([]);
  /** Whether the rule for many alike is being previewed instead of one conflict. */
  isRuling = $state(false);
  private lastDecided = $state.raw<ConflictRow | null>(null);
  /** Decided together by the last rule, to be undone together. */
  private lastRuled = $state.raw<readonly ConflictRow[]>([]);

  async decide(): Promise<void> {
    const row = this.row;
    if (row === null || this.isBusy) return;
    const choice = chosenBy(row, this.cards, this);
    if (typeof choice === 'string') {
      this.message = { about: choice };
      return;
    }
    this.isBusy = true;
    this.acting = row;
    const kept = await resolveConflict(row.id, choice).catch(() => null);
    if (kept === null) this.message = { about: 'not_kept' };
    else this.finish(row);
    this.isBusy = false;
    this.acting = null;
    void kept?.told.then(({ result }) => {
      this.hear(row, result);
    });
  }

  /** The server's word on a decision: one that came too late is open here again. */
  private hear(row: ConflictRow, result: ActResult): void {
    if (result !== 'ok') this.message = decidingProblem(result, row.id);
    void this.forget([row]);
  }

  /** What the queue shows is from now on what the server says. */
  private async forget(rows: readonly ConflictRow[]): Promise<void> {
    await refreshConflicts();
    this.decidedHere = this.decidedHere.filter((id) => !rows.some((row) => row.id === id));
  }

  private finish(row: ConflictRow): void {
    this.seconds = [...this.seconds, (Date.now() - this.shownSince) / 1000];
    this.lastDecided = row;
    this.lastRuled = [];
    this.message = { about: 'decided', row };
    this.postponed = this.postponed.filter((id) => id !== row.id);
    this.decidedHere = [...this.decidedHere, row.id];
    this.openAtIndex();
  }

  /** Decides each as previewed. */
  async rule(chosen: readonly Verdict[], reason: string): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const { done, missed } = await decideAll(chosen, reason);
    this.isRuling = false;
    this.lastRuled = done;
    this.lastDecided = null;
    this.decidedHere = [...this.decidedHere, ...done.map((row) => row.id)];
    this.message = { about: 'ruled', n: done.length, missed: 0 };
    this.openAtIndex();
    this.isBusy = false;
    const late = await missed;
    if (late.length > 0) {
      this.message = { about: 'ruled', n: done.length - late.length, missed: late.length };
    }
    await this.forget(done);
  }

  /** Undoes the last decision made here, or all of the last rule. */
  async undoLast(): Promise<void> {
    if (this.lastRuled.length === 0) await this.undo(this.lastDecided);
    else await this.undoRule(this.lastRuled);
  }

  private async undoRule(rows: readonly ConflictRow[]): Promise<void> {
    this.lastRuled = [];
    const n = await undoAll(rows);
    this.message = { about: 'rule_undone', n, missed: rows.length - n };
    await this.forget(rows);
  }

  async undo(row: ConflictRow | null): Promise<void> {
    if (row === null || this.isBusy) return;
    this.isBusy = true;
    const kept = await undoConflict(row.id).catch(() => null);
    this.isBusy = false;
    if (kept === null) {
      this.message = { about: 'not_kept' };
      return;
    }
    this.message = { about: 'undone', row };
    const { result } = await kept.told;
    if (result === 'ok') await this.reopen(row);
    else this.message = undoProblem(result);
  }

  private async reopen(row: ConflictRow): Promise<void> {
    if (row.id === this.lastDecided?.id) this.lastDecided = null;
    await this.forget([row]);
    if (this.queue.some((each) => each.id === row.id)) this.open(row.id);
  }
}
