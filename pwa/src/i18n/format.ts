/**
 * Dates, times and numbers as people here write them: 23/11/2026, 19:42, 1.333. Days are counted in
 * Vietnam's time whatever the phone says.
 */
import { currentLocale } from './locale.svelte.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

const dayParts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const weekdays = {
  vi: new Intl.DateTimeFormat('vi-VN', { weekday: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }),
};
const numbers = { vi: new Intl.NumberFormat('de-DE'), en: new Intl.NumberFormat('en-GB') };

/** The local day of a moment, `YYYY-MM-DD`. */
export function localDay(at: Date): string {
  return dayParts.format(at);
}

/** `days` later than a day, `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

function asDay(value: Date | string): string {
  if (value instanceof Date) return localDay(value);
  return value.length > 10 ? localDay(new Date(value)) : value;
}

/** `23/11/2026`; a year alone stays as it is. */
export function formatDate(value: Date | string): string {
  return asDay(value).split('-').reverse().join('/');
}

/** `23/11` in this year, else `23/11/2025`. */
export function formatShortDate(value: Date | string, today: Date): string {
  const full = formatDate(value);
  const year = localDay(today).slice(0, 4);
  return full.endsWith(`/${year}`) ? full.slice(0, -5) : full;
}

/** `19:42` */
export function formatTime(value: Date | string): string {
  return clock.format(value instanceof Date ? value : new Date(value));
}

/** `19:42` when it was today, else `22/11`. */
export function formatMoment(value: Date | string, now: Date): string {
  return asDay(value) === localDay(now) ? formatTime(value) : formatShortDate(value, now);
}

/** `Thứ Hai` */
export function formatWeekday(value: Date | string): string {
  const named = weekdays[currentLocale()].format(new Date(`${asDay(value)}T00:00:00Z`));
  return named.charAt(0).toUpperCase() + named.slice(1);
}

/** `1.333` in Vietnamese, `1,333` in English */
export function formatNumber(value: number): string {
  return numbers[currentLocale()].format(value);
}

/** `1,6 MB`, `10,7 GB` */
export function formatBytes(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : ['MB', 1e6];
  return `${formatNumber(Math.round((bytes / size) * 10) / 10)} ${unit}`;
}

/** `0913 000 217`: groups of a ten-figure mobile number, others as written. */
export function formatPhone(phone: string): string {
  return /^0\d{9}$/.test(phone)
    ? phone.replace(/(\d{4})(\d{3})(\d{3})/, '$1\u00a0$2\u00a0$3')
    : phone;
}
