/** What happened, that nothing is lost, and what to do: one sentence a problem. */
import { t } from '../../i18n/phone.ts';
import type { Status } from '../../state/status.ts';
import { spanInWords } from '../duration.ts';

/** Null when nothing stands in the way. */
export function problemWords(status: Status, now_ms: number): string | null {
  const { problem, waiting: n } = status;
  switch (problem) {
    case null:
      return null;
    case 'no_network':
    case 'storage_low':
      return t(`problem.${problem}`);
    case 'server_busy':
      return busyWords(status.retry_at, now_ms);
    case 'captive_portal':
    case 'sign_in_needed':
      return n > 0 ? t(`problem.${problem}`, { n }) : t(`problem.${problem}_empty`);
  }
}

function busyWords(retry_at: Date | null, now_ms: number): string {
  if (retry_at === null) return t('problem.server_busy');
  const wait_ms = Math.max(1000, retry_at.getTime() - now_ms);
  return t('problem.server_busy_until', { wait: spanInWords(wait_ms) });
}
