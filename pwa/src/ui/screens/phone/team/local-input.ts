/** A moment as the browser's date-and-time field writes it, on Vietnam's clock. */
import { formatTime, localDay } from '../../../../i18n/format.ts';

export function toLocalInput(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? '' : `${localDay(at)}T${formatTime(at)}`;
}

export function fromLocalInput(typed: string): string | null {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed) ? `${typed}:00+07:00` : null;
}
