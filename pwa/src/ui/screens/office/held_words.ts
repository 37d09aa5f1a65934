/** Held work in the words of the reader's language: its name, its reasons, what came of it. */

import { isAct, isDeletionsLimit, type Reason } from '../../../core/record.ts';
import { t } from '../../../i18n/cases.ts';
import { officeVi } from '../../../i18n/office.vi.ts';
import type { HeldRow } from '../../../state/held.ts';
import { actTitle } from './mending.ts';
import type { QueueItem } from './queue_item.ts';
import type { News } from './repairing.svelte.ts';
import { fieldWord, typeWord, type PlaceName } from './words.ts';

type PlainReason = Exclude<
  Extract<keyof typeof officeVi, `held.reason.${string}`>,
  'held.reason.invalid_field' | 'held.reason.deletions' | 'held.reason.other'
>;

const KNOWN: ReadonlySet<string> = new Set(Object.keys(officeVi));

/** "Đặng Văn Tám: lượt đến nhà"; the type alone where no name is in it. */
export function heldTitle(row: HeldRow): string {
  const first = row.changes[0];
  if (first !== undefined && isAct(first)) return t(`held.op.${first.op}`);
  const type = typeWord(first?.type ?? '');
  const name = actTitle(row.changes);
  if (name === '') return type;
  return t('office.title', { name, field: type.charAt(0).toLocaleLowerCase('vi') + type.slice(1) });
}

export function reasonWords(reason: Reason): string {
  if (reason.code === 'invalid_field') {
    return t('held.reason.invalid_field', { field: fieldWord(reason.field) });
  }
  if (isDeletionsLimit(reason)) return t('held.reason.deletions');
  const key = `held.reason.${reason.code}`;
  if (!KNOWN.has(key) || key === 'held.reason.other') {
    return t('held.reason.other', { code: reason.code });
  }
  return t(key as PlainReason);
}

export function heldItem(row: HeldRow, placeName: PlaceName): QueueItem {
  const reason = row.reasons[0];
  return {
    id: row.id,
    what: heldTitle(row),
    whose: [reason === undefined ? '' : reasonWords(reason), placeOf(row, placeName)]
      .filter((part) => part !== '')
      .join(' · '),
    since: row.received_at,
  };
}

/** Where it was recorded; an act of the office names no place. */
export function placeOf({ changes: [first] }: HeldRow, placeName: PlaceName): string {
  return first === undefined || isAct(first) ? '' : placeName(first.stream);
}

const PLAIN_NEWS = {
  need_reason: 'held.discard_need',
  closed: 'held.closed',
  not_kept: 'office.not_kept',
  not_allowed: 'office.not_allowed',
  server: 'office.server_problem',
} as const;

export function newsWords(news: News): string {
  if (news.about === 'still') {
    return t('held.still', { reason: news.reasons.map(reasonWords).join('; ') });
  }
  if ('row' in news && news.count > 1) {
    return t(`held.${news.about}_all`, { n: news.count });
  }
  if ('row' in news) return t(`held.${news.about}`, { title: heldTitle(news.row) });
  return t(PLAIN_NEWS[news.about]);
}
