/** The slip of the day as one line of text, shared to the team's group or copied. */
import { get } from 'svelte/store';

import { formatDate } from '../../../../i18n/format.ts';
import { t } from '../../../../i18n/phone.ts';
import { session } from '../../../../state/session.ts';
import type { DayCard } from '../../../../state/status.ts';

export async function shareDay(card: DayCard, now: Date): Promise<'shared' | 'copied'> {
  const text = t('outbox.share_text', {
    date: formatDate(now),
    name: get(session)?.user.full_name ?? '',
    recorded: card.recorded,
    received: card.received,
    waiting: card.waiting,
  });
  if (typeof navigator.share === 'function') {
    try {
      await navigator.share({ text });
      return 'shared';
    } catch (error) {
      // The person closed the share sheet: nothing to do. Anything else falls back to copying.
      if (error instanceof DOMException && error.name === 'AbortError') return 'shared';
    }
  }
  await navigator.clipboard.writeText(text);
  return 'copied';
}
