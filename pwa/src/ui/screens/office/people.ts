/** Names of the people and phones in a conflict, as far as they are known here. */

import { t } from '../../../i18n/cases.ts';
import type { ConflictRow } from '../../../state/conflicts.ts';
import { nameOf } from '../../../state/people.ts';
import { calledName } from '../wide/names.ts';

type Names = Pick<ConflictRow, 'names'>;

const DEVICE_CHARS = 4;

export function fullName(row: Names, user_id: string | null): string {
  if (user_id === null) return t('office.office_itself');
  const name = row.names[user_id] ?? nameOf(user_id);
  return name === '' ? t('office.somebody') : name;
}

export function shortName(row: Names, user_id: string | null): string {
  if (user_id === null) return t('office.office_itself');
  const name = row.names[user_id] ?? nameOf(user_id);
  return name === '' ? t('office.somebody') : calledName(name);
}

/** A device belongs to one person; the end of its id tells two phones of one person apart. */
export function deviceName(row: Names, user_id: string | null, device: string | null): string {
  if (device === null || user_id === null) return '';
  const of = t('office.device_of', { name: shortName(row, user_id) });
  return `${of} · ${device.slice(-DEVICE_CHARS)}`;
}
