/** The words of a field for a day: which days are near, and why a day cannot be taken. */
import { addDays, formatDate } from '../../i18n/format.ts';
import { t } from '../../i18n/phone.ts';

/** The days that what happened lately was on. */
export function nearDays(today: string): readonly (readonly [word: string, day: string])[] {
  return [
    [t('day.today'), today],
    [t('day.yesterday'), addDays(today, -1)],
  ];
}

interface Bounds {
  readonly min: string | undefined;
  readonly max: string | undefined;
}

/** '' where nothing speaks against it; undefined is a text that is no day, null no text. */
export function whyNoDay(day: string | null | undefined, { min, max }: Bounds): string {
  if (day === undefined) return t('day.odd');
  if (day === null) return '';
  if (max !== undefined && day > max) return t('day.too_late', { day: formatDate(max) });
  return min !== undefined && day < min ? t('day.too_early', { day: formatDate(min) }) : '';
}
