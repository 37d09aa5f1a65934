/**
 * The card of the day: visits and gatherings by the local day; recorded = received + waiting. The
 * leader counts the same records of a member, so both see the same numbers once all has arrived.
 */
import { dayOf, localDay } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import { live, stateOf } from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { fromBook, type Live } from './live.ts';

export interface DayCard {
  readonly recorded: number;
  readonly received: number;
  readonly waiting: number;
}

/** Ids of what a person recorded on a local day. */
export function recordedOn(day: string, user_id: string): string[] {
  return (['visit', 'activity', 'filing'] as const).flatMap((type) =>
    [...live(type).values()]
      .filter(({ created_by, fields }) => created_by === user_id && timeOf(type, fields) === day)
      .map(({ id }) => id),
  );
}

const time_of = { visit: 'visited_at', activity: 'starts_at', filing: 'finished_at' } as const;

function timeOf(type: keyof typeof time_of, fields: Readonly<Record<string, unknown>>) {
  return dayOf(fields[time_of[type]]);
}

export const day: Live<DayCard> = fromBook(() => {
  const ids = recordedOn(localDay(nowMs()), getAccount()?.user.id ?? '');
  const waiting = ids.filter((id) => stateOf(id) === 'waiting').length;
  return { recorded: ids.length, received: ids.length - waiting, waiting };
}, ['visit', 'activity', 'filing', 'log']);
