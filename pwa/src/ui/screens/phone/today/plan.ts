/** What Today shows: the stops of the way, and the one title that says how the day stands. */
import { localDay } from '../../../../i18n/format.ts';
import { t } from '../../../../i18n/phone.ts';
import type { HouseholdRow } from '../../../../state/households.ts';
import type { Today } from '../../../../state/today.ts';

const STOPS_MAX = 6;
const EVENING_HOUR = 17;

/** Follow-ups due first, then houses to suggest; none twice, none that was done today. */
export function stopsOf(today: Today): HouseholdRow[] {
  const seen = new Set(today.done_today.map((done) => done.household.id));
  const stops: HouseholdRow[] = [];
  for (const row of [...today.due, ...today.next]) {
    if (seen.has(row.id)) continue;
    seen.add(row.id);
    stops.push(row);
  }
  return stops.slice(0, STOPS_MAX);
}

export function titleOf(today: Today, now: Date): string {
  const done = new Set(today.done_today.map((visit) => visit.household.id));
  const left = today.due.filter((row) => !done.has(row.id)).length;
  if (left > 0) {
    return t(now.getHours() >= EVENING_HOUR ? 'today.left_evening' : 'today.left', { n: left });
  }
  return done.size > 0 ? t('today.all_done', { n: done.size }) : t('today.nothing');
}

/** Whether a follow-up is of this very day, or was missed before. */
export function isDueToday(row: HouseholdRow, now: Date): boolean {
  return row.follow_up_on === localDay(now);
}
