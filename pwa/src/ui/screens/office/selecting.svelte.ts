/**
 * Which conflict is open and what is picked in it. The queue itself lives elsewhere and may change
 * at any moment under this one's feet.
 */

import type { ConflictRow } from '../../../state/conflicts.ts';
import { cardsOf, type Card } from './cards.ts';
import { partOf } from './filters.ts';
import type { Message } from './messages.ts';

export class Selecting {
  selected_id = $state<string | null>(null);
  picked = $state<string | null>(null);
  typed = $state('');
  reason = $state('');
  message = $state.raw<Message | null>(null);
  postponed = $state.raw<readonly string[]>([]);
  isBusy = $state(false);
  /** What part of the queue is looked at; see `filters.ts`. */
  filter = $state('');
  isNewestFirst = $state(false);
  /** Decided here, and perhaps still open elsewhere: the queue is without them. */
  decidedHere = $state.raw<readonly string[]>([]);
  /** Stays on the screen until the server has answered, even when the queue hears of it first. */
  protected acting = $state.raw<ConflictRow | null>(null);
  protected shownSince = Date.now();
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
    const rows = this.queue;
    if (!this.hasBegun) this.open(rows[0]?.id ?? null);
    const at = rows.findIndex((row) => row.id === this.selected_id);
    if (at >= 0) this.index = at;
    else this.leaveGone();
  }

  private leaveGone(): void {
    const gone = this.selected_id;
    const isFiltered = this.rows().some((row) => row.id === gone);
    const isMine = gone !== null && this.decidedHere.includes(gone);
    if (gone !== null && !isMine && !isFiltered) this.message = { about: 'elsewhere', id: gone };
    this.openAtIndex();
  }

  protected openAtIndex(): void {
    this.open(this.queue[Math.min(this.index, this.queue.length - 1)]?.id ?? null);
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
}
