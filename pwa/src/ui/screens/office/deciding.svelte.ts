/**
 * Deciding one conflict after another: which is open, what is picked, and what came of the last
 * decision. The queue itself lives elsewhere and may change at any moment under this one's feet.
 */

import type { ConflictRow, ResolveResult } from '../../../state/conflicts.ts';
import { refreshConflicts, resolveConflict, undoConflict } from '../../../state/conflicts.ts';
import { cardsOf, choiceOf, OTHER_VALUE_KEY, typedChoice, type Card } from './cards.ts';
import { describeValue } from './described.ts';
import { typedValue } from './typed.ts';

/** What to tell the person; the words are the screen's. */
export type Message =
  | { readonly about: 'decided' | 'undone'; readonly row: ConflictRow }
  | { readonly about: 'pick_first' | 'wrong_value' | 'undo_stale' }
  | { readonly about: 'elsewhere'; readonly id: string }
  | { readonly about: Exclude<ResolveResult, 'ok' | 'already_resolved'> };

export class Deciding {
  selected_id = $state<string | null>(null);
  picked = $state<string | null>(null);
  typed = $state('');
  reason = $state('');
  message = $state.raw<Message | null>(null);
  postponed = $state.raw<readonly string[]>([]);
  seconds = $state.raw<readonly number[]>([]);
  isBusy = $state(false);
  /** Decided here, and still in the queue until the device has heard of it. */
  private decidedHere = $state.raw<readonly string[]>([]);
  private lastDecided = $state.raw<ConflictRow | null>(null);
  private shownSince = Date.now();
  /** Until somebody has begun, the oldest stays open while the book is still arriving. */
  private hasBegun = false;
  private index = 0;

  readonly queue: readonly ConflictRow[];
  readonly row: ConflictRow | null;
  readonly cards: readonly Card[];

  constructor(private readonly rows: () => readonly ConflictRow[]) {
    this.queue = $derived(rows().filter((row) => !this.decidedHere.includes(row.id)));
    this.row = $derived(this.queue.find((row) => row.id === this.selected_id) ?? null);
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
    const isElsewhere = gone !== null && gone !== this.lastDecided?.id;
    if (isElsewhere) this.message = { about: 'elsewhere', id: gone };
    this.openAtIndex();
  }

  private openAtIndex(): void {
    const last = this.queue.length - 1;
    this.open(this.queue[Math.min(this.index, last)]?.id ?? null);
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
    const choice = this.choice(row);
    if (choice === null) return;
    this.isBusy = true;
    const result = await resolveConflict(row.id, choice);
    this.isBusy = false;
    if (result === 'ok') this.finish(row);
    else if (result === 'already_resolved') this.message = { about: 'elsewhere', id: row.id };
    else this.message = { about: result };
    if (result !== 'offline') void refreshConflicts();
  }

  private choice(row: ConflictRow): ReturnType<typeof choiceOf> | null {
    const card = this.cards.find((each) => each.key === this.picked);
    if (card !== undefined) return choiceOf(card, row.current.rev, this.reason);
    if (this.picked !== OTHER_VALUE_KEY || row.field === null) {
      this.message = { about: 'pick_first' };
      return null;
    }
    const value = typedValue(this.example(row), row.field, this.typed);
    if (value === undefined) {
      this.message = { about: 'wrong_value' };
      return null;
    }
    return typedChoice(value, row.current.rev, this.reason);
  }

  /** Some value of the field, to know what kind a typed one must be. */
  private example(row: ConflictRow): unknown {
    const values = this.cards.map((card) => card.value);
    return values.find((value) => describeValue(row.field ?? '', value).kind !== 'empty');
  }

  private finish(row: ConflictRow): void {
    this.seconds = [...this.seconds, (Date.now() - this.shownSince) / 1000];
    this.lastDecided = row;
    this.message = { about: 'decided', row };
    this.postponed = this.postponed.filter((id) => id !== row.id);
    this.decidedHere = [...this.decidedHere, row.id];
    this.openAtIndex();
  }

  /** Undoes the last decision made here, or the one given. */
  async undo(row: ConflictRow | null = this.lastDecided): Promise<void> {
    if (row === null || this.isBusy) return;
    this.isBusy = true;
    const result = await undoConflict(row.id);
    this.isBusy = false;
    if (result === 'ok') await this.reopen(row);
    else this.message = { about: result === 'stale' ? 'undo_stale' : problemOf(result) };
  }

  private async reopen(row: ConflictRow): Promise<void> {
    this.message = { about: 'undone', row };
    if (row.id === this.lastDecided?.id) this.lastDecided = null;
    this.decidedHere = this.decidedHere.filter((id) => id !== row.id);
    await refreshConflicts();
    if (this.queue.some((each) => each.id === row.id)) this.open(row.id);
  }
}

function problemOf(
  result: Exclude<ResolveResult, 'ok' | 'stale'>,
): 'offline' | 'not_allowed' | 'server' | 'undo_stale' {
  return result === 'already_resolved' ? 'undo_stale' : result;
}
