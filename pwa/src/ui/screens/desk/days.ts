/** Days as they are typed at a desk: 3/12/2026, or only in how many days. */

import { parseDay } from '../../../core/day.ts';
import { addDays } from '../../../i18n/format.ts';

const DAYS_AHEAD = /^\d{1,3}$/;

/** YYYY-MM-DD; null where nothing was typed, undefined where it is no day. */
export function dayTyped(text: string, today: string): string | null | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  if (DAYS_AHEAD.test(typed)) return addDays(today, Number(typed));
  return parseDay(typed, today);
}
