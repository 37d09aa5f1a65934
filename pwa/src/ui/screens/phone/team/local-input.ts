/** A moment as a day and a time of Vietnam's clock, for two fields, and back. */
import { formatTime, localDay } from '../../../../i18n/format.ts';

/** `['2026-11-27', '19:30']`; two empty texts of what is no moment. */
export function toLocalParts(moment: string): readonly [day: string, time: string] {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? ['', ''] : [localDay(at), formatTime(at)];
}

/** The moment, or null while the day or the time is missing. */
export function fromLocalParts(day: string, time: string): string | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && /^\d{2}:\d{2}$/.test(time)
    ? `${day}T${time}:00+07:00`
    : null;
}
