/** Moments and local days; the clock is handed in. A bucket's day is that of Asia/Ho_Chi_Minh. */

// Viet Nam has had no summer time since 1975, so its offset is a constant.
const local_offset_ms = 7 * 3_600_000;

export function localDay(moment_ms: number): string {
  const date = new Date(moment_ms + local_offset_ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

/** As phones here write it; the last days of a month, which not all of them have, are looked up. */
const local_time =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+07:00$/u;

/** Local day of an RFC 3339 time; null where it is none. */
export function dayOf(time: unknown): string | null {
  if (typeof time === 'string' && local_time.test(time)) return time.slice(0, 10);
  const moment = momentOf(time);
  return moment === null ? null : localDay(moment);
}

/** Milliseconds since 1970; null where it is no time. */
export function momentOf(time: unknown): number | null {
  if (typeof time !== 'string') return null;
  const moment = Date.parse(time);
  return Number.isNaN(moment) ? null : moment;
}

export function dateOf(time: unknown): Date | null {
  const moment = momentOf(time);
  return moment === null ? null : new Date(moment);
}

/** RFC 3339 with the device's own offset; `offset_min` as of `Date.getTimezoneOffset`. */
export function withOffset(moment_ms: number, offset_min: number): string {
  const east = -offset_min;
  const local = new Date(moment_ms + east * 60_000).toISOString().slice(0, 19);
  const hours = String(Math.floor(Math.abs(east) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(east) % 60).padStart(2, '0');
  return `${local}${east < 0 ? '-' : '+'}${hours}:${minutes}`;
}
