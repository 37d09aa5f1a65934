/**
 * Deciding one conflict after another: which is open, what is picked, and what came of the last
 * decision. The queue itself lives elsewhere and may change at any moment under this one's feet.
 */

import { refreshConflicts, type ConflictRow } from '../../../state/conflicts.ts';
import { resolveConflict, undoConflict } from '../../../state/office_acts.ts';
import { cardsOf, type Card } from './cards.ts';
import { chosenBy } from './choosing.ts';
import { partOf } from './filters.ts';
import { decidingProblem, undoProblem, type Message } from './messages.ts';
import type { Verdict } from './rules.ts';
import { decideAll, undoAll } from './ruling.ts';

export class Deciding {
  selected_id = $state<string | null>(null);
  picked = $state<string | null>(null);
  typed = $state('');
  reason = $state('');
  message = $state.raw<Message | null>(null);
  postponed = $state.raw<readonly string[]>([]);
  seconds = $state.raw<readonly number[]>([]);
  isBusy = $state(false);
  /** What part of the queue is looked at; see `filters.ts`. */
  filter = $state('');
  isNewestFirst = $state(false);
  /** Whether the rule for many alike is being previewed instead of one conflict. */
  isRuling = $state(false);
  /** Decided here, and still in the queue until the device has heard of it. */
  decidedHere = $state.raw<readonly string[]>([]);
  private lastDecided = $state.raw<ConflictRow | null>(null);
  /** Decided together by the last rule, to be undone together. */
  private lastRuled = $state.raw<readonly ConflictRow[]>([]);
  /** Stays on the screen until the server has answered, even when the queue hears of it first. */
  private acting = $state.raw<ConflictRow | null>(null);
  private shownSince = Date.now();
  /** Until somebody has begun, the oldest stays open while the book is still arriving. */
  private hasBegun = false;
  private index = 0;

  readonly queue: readonly ConflictRow[];
  readonly row: ConflictRow | null;
  readonly cards: readonly Card[];

  constructor(private readonly rows: () => readonly ConflictRow[]) {
    this.queue = $derived(partOf(rows(), this));
    this.row = $derived(this.queue.find((row) => row.id === this.selected_id) ?? this.acting);
    this.cards = $derived(this.row === null ? [] : cardsOf(this.row));
  }

  /** The queue changed: keeps the place, and says so when the open one was decided elsewhere. */
  follow(): void {
    if (this.isBusy) return;
    this.forgetDecided();
    const rows = this.queue;
    if (!this.hasBegun) this.open(rows[0]?.id ?? null);
    const at = rows.findIndex((row) => row.id === this.selected_id);
    if (at >= 0) this.index = at;
    else this.leaveGone();
  }

  private leaveGone(): void {
    const gone = this.selected_id;
    const isFiltered = this.rows().some((row) => row.id === gone);
    const isMine = gone === this.lastDecided?.id || this.lastRuled.some((row) => row.id === gone);
    if (gone !== null && !isMine && !isFiltered) this.message = { about: 'elsewhere', id: gone };
    this.openAtIndex();
  }

  private openAtIndex(): void {
    this.open(this.queue[Math.min(this.index, this.queue.length - 1)]?.id ?? null);
  }

  private forgetDecided(): void {
    const ids = this.rows().map((row) => row.id);
    const still = this.decidedHere.filter((id) => ids.includes(id));
    if (still.length !== this.decidedHere.length) this.decidedHere = still;
  }

  open(id: string | null): void {
    if (id === this.selected_id) return;
    this.selected_id = id;
    this.index = Math.max(
      0,
      this.queue.findIndex((row) => row.id === id),
    );
    this.picked = null;
    this.typed = '';
    this.reason = '';
    this.shownSince = Date.now();
  }

  /** Opened by a person, out of order. */
  choose(id: string): void {
    this.hasBegun = true;
    this.message = null;
    this.open(id);
  }

  pick(key: string): void {
    this.hasBegun = true;
    this.picked = key;
    this.message = null;
  }

  later(): void {
    const id = this.selected_id;
    if (id !== null && !this.postponed.includes(id)) this.postponed = [...this.postponed, id];
    this.message = null;
    this.step(1);
  }

  step(by: 1 | -1): void {
    const rows = this.queue;
    this.hasBegun = true;
    if (rows.length === 0) return;
    this.open(rows[(this.index + by + rows.length) % rows.length]?.id ?? null);
  }

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
    const { result } = await resolveConflict(row.id, choice);
    this.isBusy = false;
    this.acting = null;
    if (result === 'ok') this.finish(row);
    else this.message = decidingProblem(result, row.id);
    if (result !== 'offline') void refreshConflicts();
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
    const done = await decideAll(chosen, reason);
    this.isBusy = false;
    this.isRuling = false;
    this.lastRuled = done;
    this.lastDecided = null;
    this.decidedHere = [...this.decidedHere, ...done.map((row) => row.id)];
    this.message = { about: 'ruled', n: done.length, missed: chosen.length - done.length };
    this.openAtIndex();
    void refreshConflicts();
  }

  /** Undoes the last decision made here, or all of the last rule. */
  async undoLast(): Promise<void> {
    if (this.lastRuled.length === 0) await this.undo(this.lastDecided);
    else await this.undoRule(this.lastRuled);
  }

  private async undoRule(rows: readonly ConflictRow[]): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const n = await undoAll(rows);
    this.isBusy = false;
    this.lastRuled = [];
    this.decidedHere = this.decidedHere.filter((id) => !rows.some((row) => row.id === id));
    this.message = { about: 'rule_undone', n, missed: rows.length - n };
    await refreshConflicts();
  }

  async undo(row: ConflictRow | null): Promise<void> {
    if (row === null || this.isBusy) return;
    this.isBusy = true;
    const { result } = await undoConflict(row.id);
    this.isBusy = false;
    if (result === 'ok') await this.reopen(row);
    else this.message = undoProblem(result);
  }

  private async reopen(row: ConflictRow): Promise<void> {
    this.message = { about: 'undone', row };
    if (row.id === this.lastDecided?.id) this.lastDecided = null;
    this.decidedHere = this.decidedHere.filter((id) => id !== row.id);
    await refreshConflicts();
    if (this.queue.some((each) => each.id === row.id)) this.open(row.id);
  }
}
