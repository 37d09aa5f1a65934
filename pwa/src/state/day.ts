/** The card of the day: today's acts by the local day; recorded = received + waiting. */
import { dayOf, localDay } from '../core/time.ts';
import { entries } from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { fromBook, type Live } from './live.ts';

export interface DayCard {
  readonly recorded: number;
  readonly received: number;
  readonly waiting: number;
}

export const day: Live<DayCard> = fromBook(() => {
  const today = localDay(nowMs());
  const acts = entries().filter((entry) => dayOf(entry.changeset.at) === today);
  // What is too large to be sent has not been received either.
  const waiting = acts.filter(({ status, void: refused }) => status === null || refused !== null);
  return {
    ...{ recorded: acts.length, received: acts.length - waiting.length },
    waiting: waiting.length,
  };
}, ['log']);
