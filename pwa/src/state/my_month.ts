/** What this person did in the month of today: visits, houses met, sessions. */
import { dayOf, localDay } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { text } from './house_rows.ts';
import { fromBook, type Live } from './live.ts';

export interface MyMonth {
  readonly month: number;
  readonly visits: number;
  readonly houses: number;
  readonly sessions: number;
}

export const myMonth: Live<MyMonth> = fromBook(() => {
  const me = getAccount()?.user.id;
  const month = localDay(nowMs()).slice(0, 7);
  const isMine = (type: string, time: string) =>
    [...book.live(type).values()].filter(
      ({ created_by, fields }) => created_by === me && dayOf(fields[time])?.startsWith(month),
    );
  const visits = isMine('visit', 'visited_at');
  const sessions = isMine('guidance', 'at');
  return {
    month: Number(month.slice(5)),
    visits: visits.length,
    houses: new Set(visits.map(({ fields }) => text(fields['household_id']))).size,
    sessions: sessions.reduce((sum, { fields }) => sum + Number(fields['quantity'] ?? 1), 0),
  };
});
