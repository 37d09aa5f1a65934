/** What the desk's lists say of a filing, in words. */
import { daysBetween } from '../../../core/day.ts';
import { formatNumber, formatShortDate, formatTime } from '../../../i18n/format.ts';
import { t } from '../../../i18n/office.ts';
import type { FilingRow } from '../../../state/filings.ts';

export function whenWords(at: Date | null, { hasDay }: { hasDay: boolean }): string {
  if (at === null) return '';
  return hasDay ? `${formatShortDate(at, new Date())} ${formatTime(at)}` : formatTime(at);
}

export interface DueWords {
  readonly day: string;
  /** How late it is; '' for a day to come. */
  readonly late: string;
}

/** The earlier one of the two days that wait. */
export function dueWords({ due_on, follow_up_on }: FilingRow, today: string): DueWords {
  const day = [follow_up_on, due_on].filter((each) => each !== '').sort()[0];
  if (day === undefined) return { day: '', late: '' };
  const late = daysBetween(day, today);
  if (late === 0) return { day: t('due.today'), late: '' };
  return {
    day: formatShortDate(day, new Date()),
    late: late > 0 ? t('due.late', { n: formatNumber(late) }) : '',
  };
}

export function deviceAndSelf({ own_phone, self_reliance }: FilingRow): string {
  const device = own_phone === null ? null : own_phone ? 'yes' : 'no';
  const parts = [
    device === null ? null : t(`own_phone.${device}`),
    self_reliance === null ? null : String(self_reliance),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
