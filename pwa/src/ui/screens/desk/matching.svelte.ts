/**
 * Households that the applicant may belong to: offered one at a time, attached only by a person's
 * key, and not offered again for a name that was answered with no.
 */
import { fromStore } from 'svelte/store';

import { allHouseholds } from '../../../state/house_rows.ts';
import { matchHouseholds } from '../../../state/filings.ts';
import type { HouseholdRow } from '../../../state/households.ts';
import type { LogLine } from './log_line.svelte.ts';

const WORDS_MIN = 2;

export class Matching {
  private refused = $state('');
  private turn = $state(0);
  private readonly households = fromStore(allHouseholds);

  private readonly found: readonly HouseholdRow[];
  readonly offered: HouseholdRow | null;
  readonly others: number;

  constructor(private readonly line: LogLine) {
    this.found = $derived(this.findMatches(line.draft.applicant_name));
    this.offered = $derived(
      line.draft.household_id === null
        ? (this.found[this.turn % Math.max(1, this.found.length)] ?? null)
        : null,
    );
    this.others = $derived(Math.max(0, this.found.length - 1));
  }

  private findMatches(name: string): readonly HouseholdRow[] {
    if (name === this.refused || name.split(' ').length < WORDS_MIN) return [];
    return matchHouseholds(this.households.current, name);
  }

  get isAttached(): boolean {
    return this.line.draft.household_id !== null;
  }

  /** F4: attaches what is offered, or takes it off again. */
  toggle(): void {
    if (this.isAttached) this.line.change({ household_id: null });
    else if (this.offered !== null) this.line.attach(this.offered);
  }

  next(): void {
    this.turn += 1;
  }

  /** Esc: not this household. True if there was one to refuse. */
  refuse(): boolean {
    if (this.offered === null) return false;
    this.refused = this.line.draft.applicant_name;
    this.turn = 0;
    return true;
  }
}
