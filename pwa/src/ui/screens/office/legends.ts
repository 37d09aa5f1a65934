/** The keys that work in each part of the office, for the foot of the screen. */

import { t } from '../../../i18n/cases.ts';
import { isWholeRecord, OTHER_VALUE_KEY } from './cards.ts';
import type { Deciding } from './deciding.svelte.ts';
import type { LegendEntry } from '../wide/legend_entry.ts';

export function conflictLegend(deciding: Deciding): LegendEntry[] {
  if (deciding.isRuling) {
    return [
      { keys: ['1', '…', '5'], does: t('rule.key_choose') },
      { keys: ['Enter'], does: t('rule.key_decide') },
      { keys: ['Esc'], does: t('rule.leave') },
    ];
  }
  if (deciding.row === null) return [{ keys: ['U'], does: t('office.key_undo') }];
  const typing = { keys: [OTHER_VALUE_KEY], does: t('office.key_type') };
  return [
    { keys: deciding.cards.map((card) => card.key), does: t('office.key_choose') },
    ...(isWholeRecord(deciding.row) ? [] : [typing]),
    { keys: ['R'], does: t('office.key_reason') },
    { keys: ['Enter'], does: t('office.key_decide') },
    { keys: ['N'], does: t('office.key_later') },
    { keys: ['P'], does: t('office.key_back') },
    { keys: ['U'], does: t('office.key_undo') },
    { keys: ['F'], does: t('office.key_filter') },
  ];
}

export function heldLegend(): LegendEntry[] {
  return [
    { keys: ['Enter'], does: t('held.key_release') },
    { keys: ['X'], does: t('held.key_discard') },
    { keys: ['N'], does: t('office.key_later') },
  ];
}
