/** The keys at the foot of the desk's screens. */

import { t } from '../../../i18n/office.ts';
import type { LegendEntry } from '../wide/legend_entry.ts';
import type { View } from './keys.ts';

export function deskLegend(view: View): readonly LegendEntry[] {
  if (view === 'filing') {
    return [
      { keys: ['Enter'], does: t('desk.key_save_filing') },
      { keys: ['F6'], does: t('file.hand_over') },
      { keys: ['F8'], does: t('file.print') },
      { keys: ['F9'], does: t('file.key_tomorrow') },
      { keys: ['F2'], does: t('desk.key_back') },
      { keys: ['Esc'], does: t('desk.key_leave') },
    ];
  }
  if (view !== 'log') {
    return [
      { keys: ['↓', '↑'], does: t('desk.key_rows') },
      { keys: ['Enter'], does: t('desk.key_open') },
      { keys: ['F2', 'Esc'], does: t('desk.key_back') },
    ];
  }
  return [
    { keys: ['F2'], does: t('desk.key_new') },
    { keys: ['Tab'], does: t('desk.key_next') },
    { keys: ['0', '…', '8'], does: t('desk.key_choose') },
    { keys: ['Enter'], does: t('desk.key_save') },
    { keys: ['F4'], does: t('desk.key_match') },
    { keys: ['Ctrl', 'Z'], does: t('desk.key_undo') },
    { keys: ['F3'], does: t('desk.key_find') },
    { keys: ['F7'], does: t('desk.key_due') },
  ];
}
