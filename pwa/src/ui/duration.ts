/** Spans of time in words: 40 giây, 12 phút, 2 giờ 14 phút. */
import { t } from '../i18n/phone.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function spanInWords(span_ms: number): string {
  const span = Math.abs(span_ms);
  if (span < MINUTE_MS) return t('wait.seconds', { n: Math.max(1, Math.round(span / 1000)) });
  if (span < HOUR_MS) return t('wait.minutes', { n: Math.round(span / MINUTE_MS) });
  if (span >= DAY_MS) return t('wait.days', { n: Math.round(span / DAY_MS) });
  const minutes = Math.round((span % HOUR_MS) / MINUTE_MS);
  const hours = t('wait.hours', { n: Math.floor(span / HOUR_MS) });
  return minutes === 0 ? hours : `${hours} ${t('wait.minutes', { n: minutes })}`;
}
