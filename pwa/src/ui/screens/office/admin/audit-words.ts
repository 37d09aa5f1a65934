/** What the acts of the audit log are called; one that is new here shows its own word. */
import { t } from '../../../../i18n/admin.ts';

const ACTS = [
  'signed_in',
  'signed_out',
  'signed_in_by_invitation',
  'device_registered',
  'device_revoked',
  'user_created',
  'user_changed',
  'user_invited',
  'unit_created',
  'unit_renamed',
  'unit_rename_undone',
  'units_merged',
  'unit_split',
  'households_imported',
  'users_imported',
  'audit_read',
  'release',
  'discard',
  'device_log_diverged',
] as const;

export function actWords(action: string): string {
  const known = ACTS.find((each) => each === action);
  return known === undefined ? action : t(`act.${known}`);
}
