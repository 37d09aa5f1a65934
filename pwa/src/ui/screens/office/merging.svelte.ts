/**
 * Merging one pair after another: which is open, which household stays, what it takes over, and
 * taking the last act back.
 */

import {
  mergeHouseholds,
  seen,
  splitHouseholds,
  tellApart,
  type Pair,
} from '../../../state/pairs.ts';
import type { Fields } from '../../../core/record.ts';
import { before, likelySide, mergeLines, takenOver, type MergeLine } from './merge_fields.ts';
import type { Side } from './merge_fields.ts';

export interface MergeNews {
  readonly about: 'merged' | 'apart' | 'undone' | 'failed';
  readonly name: string;
}
type Last = { readonly pair: Pair } & (
  { readonly act: 'apart' } | { readonly act: 'merged'; readonly before: Fields }
);

export class Merging {
  key = $state<string | null>(null);
  chosen = $state.raw<Readonly<Record<string, Side>>>({});
  at = $state(0);
  isSwapped = $state(false);
  news = $state.raw<MergeNews | null>(null);
  private postponed = $state.raw<readonly string[]>([]);
  private last = $state.raw<Last | null>(null);

  readonly pair: Pair | null;
  readonly lines: readonly MergeLine[];

  constructor(
    private readonly rows: () => readonly Pair[],
    private readonly staysFirst: (pair: Pair) => boolean,
  ) {
    this.pair = $derived(rows().find((pair) => pair.key === this.key) ?? null);
    this.lines = $derived(this.pair === null ? [] : this.linesOf(this.pair));
  }

  /** The list changed: keeps the open pair, or opens the likest that was not put off. */
  follow(): void {
    if (this.pair !== null) return;
    const rows = this.rows();
    const next = rows.find(({ key }) => !this.postponed.includes(key)) ?? rows[0];
    this.open(next?.key ?? null);
  }

  open(key: string | null): void {
    this.key = key;
    this.chosen = {};
    this.at = 0;
    this.isSwapped = false;
  }

  /** The one that stays, then the one that goes. */
  sides(pair: Pair): Pair['households'] {
    const [first, second] = pair.households;
    const isFirst = this.staysFirst(pair) !== this.isSwapped;
    return isFirst ? [first, second] : [second, first];
  }

  sideOf(line: MergeLine): Side {
    return this.chosen[line.field] ?? likelySide(line);
  }

  choose(field: string, side: Side): void {
    this.chosen = { ...this.chosen, [field]: side };
    this.at = Math.max(
      0,
      this.differing.findIndex((line) => line.field === field),
    );
  }

  get differing(): readonly MergeLine[] {
    return this.lines.filter((line) => !line.isSame);
  }

  move(by: number): void {
    this.at = Math.min(Math.max(0, this.at + by), Math.max(0, this.differing.length - 1));
  }

  chooseHere(side: Side): void {
    const line = this.differing[this.at];
    if (line !== undefined) this.choose(line.field, side);
  }

  swap(): void {
    this.isSwapped = !this.isSwapped;
    this.chosen = {};
  }

  later(): void {
    if (this.key !== null) this.postponed = [...this.postponed, this.key];
    const rows = this.rows();
    const at = rows.findIndex(({ key }) => key === this.key);
    this.open(rows[(at + 1) % Math.max(1, rows.length)]?.key ?? null);
  }

  async merge(): Promise<void> {
    const pair = this.pair;
    if (pair === null) return;
    const [stays, goes] = this.sides(pair);
    const taken = takenOver(this.lines, this.chosen);
    const kept = before(seen(stays), taken);
    await this.act(pair, 'merged', () => mergeHouseholds(stays, goes, taken));
    this.last = { act: 'merged', pair: { ...pair, households: [stays, goes] }, before: kept };
  }

  async apart(): Promise<void> {
    const pair = this.pair;
    if (pair === null) return;
    await this.act(pair, 'apart', () => tellApart(pair, true));
    this.last = { act: 'apart', pair };
  }

  async undo(): Promise<void> {
    const last = this.last;
    if (last === null) return;
    const [stays, goes] = last.pair.households;
    await this.act(last.pair, 'undone', () =>
      last.act === 'apart'
        ? tellApart(last.pair, false)
        : splitHouseholds(stays, goes, last.before),
    );
    this.last = null;
    this.open(last.pair.key);
  }

  private async act(
    pair: Pair,
    about: MergeNews['about'],
    carryOut: () => Promise<unknown>,
  ): Promise<void> {
    const name = String(seen(pair.households[0]).fields['head_name'] ?? '');
    try {
      await carryOut();
      this.news = { about, name };
    } catch {
      this.news = { about: 'failed', name };
    }
    this.follow();
  }

  private linesOf(pair: Pair): readonly MergeLine[] {
    const [stays, goes] = this.sides(pair);
    return mergeLines(seen(stays), seen(goes));
  }
}
