/** Today's work: follow-ups due, what is done, which house is next, and progress to the targets. */
import type { HouseholdRow, RowState } from './households.ts';
import { still, type Live } from './live.ts';

export interface DoneToday {
  readonly household: HouseholdRow;
  readonly at: Date;
  readonly topics: number;
  readonly state: RowState;
}
export interface Today {
  readonly hamlet: string;
  readonly due: readonly HouseholdRow[];
  readonly done_today: readonly DoneToday[];
  readonly next: readonly HouseholdRow[];
  readonly unvisited: number;
}
export interface Progress {
  readonly indicator: string;
  readonly label_vi: string;
  readonly label_en: string;
  readonly value: number;
  readonly target: number;
  /** Where an even pace would be today. */
  readonly pace: number;
}

export const today: Live<Today> = still({
  hamlet: '',
  due: [],
  done_today: [],
  next: [],
  unvisited: 0,
});
export const progress: Live<readonly Progress[]> = still([]);
