/**
 * Mending held work one act after another: which is open, what was typed into its faulty fields,
 * and what came of releasing or discarding it.
 */

import type { Reason } from '../../../core/record.ts';
import { isOverDeletions, refreshHeld, type HeldRow } from '../../../state/held.ts';
import {
  discardHeld,
  discardTogether,
  releaseHeld,
  releaseTogether,
  type Kept,
  type Told,
} from '../../../state/office_acts.ts';
import { fieldsOf, mendedChanges, mendKey, type Mended } from './mending.ts';
import { typedValue } from './typed.ts';

/** Acts of one changeset. */
const TOGETHER_MAX = 200;

export type News =
  | { readonly about: 'released' | 'discarded'; readonly row: HeldRow; readonly count: number }
  | { readonly about: 'still'; readonly reasons: readonly Reason[] }
  | { readonly about: 'need_reason' | 'closed' | 'not_kept' | 'not_allowed' | 'server' };

export class Repairing {
  selected_id = $state<string | null>(null);
  typed = $state.raw<Readonly<Record<string, string>>>({});
  reason = $state('');
  isDiscarding = $state(false);
  /** All that are alike are settled in one act. */
  isAll = $state(false);
  isBusy = $state(false);
  news = $state.raw<News | null>(null);

  readonly row: HeldRow | null;
  /** The deletions of the same person over the day's limit, this one among them. */
  readonly alike: readonly HeldRow[];

  constructor(private readonly rows: () => readonly HeldRow[]) {
    this.row = $derived(rows().find((row) => row.id === this.selected_id) ?? null);
    this.alike = $derived(this.findAlike());
  }

  /** The list changed: keeps the open one, or opens the oldest. */
  follow(): void {
    if (this.row === null) this.open(this.rows()[0]?.id ?? null);
  }

  open(id: string | null): void {
    this.selected_id = id;
    this.typed = {};
    this.reason = '';
    this.isDiscarding = false;
    this.isAll = false;
  }

  type(key: string, text: string): void {
    this.typed = { ...this.typed, [key]: text };
  }

  later(): void {
    const rows = this.rows();
    const at = rows.findIndex((row) => row.id === this.selected_id);
    this.open(rows[(at + 1) % Math.max(1, rows.length)]?.id ?? null);
  }

  async release(): Promise<void> {
    const row = this.row;
    if (row === null || this.isBusy) return;
    const ids = this.together();
    const changes = mendedChanges(row.changes, this.mended(row));
    await this.act(row, 'released', () =>
      ids.length > 1 ? releaseTogether(ids) : releaseHeld(row.id, changes),
    );
  }

  async discard(): Promise<void> {
    const row = this.row;
    if (row === null || this.isBusy) return;
    this.isDiscarding = true;
    const reason = this.reason.normalize('NFC').trim();
    const ids = this.together();
    if (reason === '') this.news = { about: 'need_reason' };
    else
      await this.act(row, 'discarded', () =>
        ids.length > 1 ? discardTogether(ids, reason) : discardHeld(row.id, reason),
      );
  }

  private findAlike(): readonly HeldRow[] {
    const { row } = this;
    if (row === null || !isOverDeletions(row)) return [];
    return this.rows()
      .filter((each) => each.author === row.author && isOverDeletions(each))
      .slice(0, TOGETHER_MAX);
  }

  private together(): readonly string[] {
    return this.isAll ? this.alike.map(({ id }) => id) : [];
  }

  private mended(row: HeldRow): Mended {
    const mended: Record<string, unknown> = {};
    row.changes.forEach((change, index) => {
      for (const [field, value] of Object.entries(fieldsOf(change))) {
        const text = this.typed[mendKey(index, field)];
        if (text === undefined) continue;
        const figures = /^-?\d+$/.test(text.trim()) && field.endsWith('_count') ? 0 : value;
        const read = typedValue(figures, field, text);
        // What cannot be read goes as it was typed: the server says what is wrong with it.
        mended[mendKey(index, field)] = read === undefined ? text : read;
      }
    });
    return mended;
  }

  private async act(
    row: HeldRow,
    done: 'released' | 'discarded',
    repair: () => Promise<Kept>,
  ): Promise<void> {
    this.isBusy = true;
    const count = Math.max(1, this.together().length);
    const kept = await repair().catch(() => null);
    this.isBusy = false;
    this.news = kept === null ? { about: 'not_kept' } : { about: done, row, count };
    this.follow();
    if (kept !== null) await this.hear(await kept.told);
  }

  /** The server's word: what it did not take is in the list again. */
  private async hear({ result, reasons }: Told): Promise<void> {
    if (result === 'still_held') this.news = { about: 'still', reasons };
    else if (result === 'already_resolved' || result === 'stale') this.news = { about: 'closed' };
    else if (result !== 'ok') this.news = { about: result };
    await refreshHeld();
    this.follow();
  }
}
