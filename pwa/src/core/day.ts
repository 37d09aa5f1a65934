/**
 * A day as people here type it: 3/12/2026, 3/12, 03122026 on a keypad without a stroke. Never a
 * guess where it is no day of the calendar.
 */

const PARTS = /^(\d{1,2})[\s/.-]+(\d{1,2})(?:[\s/.-]+(\d{4}|\d{2}))?$/u;
const FIGURES = /^(\d{2})(\d{2})(\d{4}|\d{2})?$/u;
const WRITTEN = /^\d{4}-\d{2}-\d{2}$/u;
const TIME = /^(\d{1,2})(?:[:hg.]|\s)?(\d{2})?$/u;
const day_ms = 86_400_000;

/** YYYY-MM-DD, or undefined; without a year the one that is nearest to `today` (YYYY-MM-DD). */
export function parseDay(text: string, today: string): string | undefined {
  const typed = text.trim();
  if (WRITTEN.test(typed)) return asDay(typed.slice(0, 4), typed.slice(5, 7), typed.slice(8));
  const parts = PARTS.exec(typed) ?? FIGURES.exec(typed);
  if (parts === null) return undefined;
  const [, date = '', month = '', year] = parts;
  if (year === undefined) return nearest(date, month, today);
  return asDay(year.length === 2 ? `${today.slice(0, 2)}${year}` : year, month, date);
}

/** HH:MM of 19:30, 19h30, 19g, 1930, 7; undefined where it is no time of the day. */
export function parseTime(text: string): string | undefined {
  const parts = TIME.exec(text.trim().toLowerCase());
  if (parts === null) return undefined;
  const [, hour = '', minute = '00'] = parts;
  const is_real = Number(hour) < 24 && Number(minute) < 60;
  return is_real ? `${hour.padStart(2, '0')}:${minute}` : undefined;
}

/** On 28 December 5/1 is next year's: who writes no year means no day eleven months ago. */
function nearest(date: string, month: string, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  const days = [year - 1, year, year + 1]
    .map((each) => asDay(String(each), month, date))
    .filter((day) => day !== undefined);
  return days.sort((a, b) => distance(a, today) - distance(b, today))[0];
}

/** Days from one day to another, whichever is earlier. */
function distance(a: string, b: string): number {
  return Math.abs(daysBetween(a, b));
}

/** How many days `to` is after `from`; both YYYY-MM-DD. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / day_ms);
}

function asDay(year: string, month: string, date: string): string | undefined {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  const is_real = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
  return is_real ? day : undefined;
}
