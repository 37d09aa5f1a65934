/** What the fields of an import are called. */
import { t } from '../../../../i18n/admin.ts';

const FIELDS = [
  'head_name',
  'phone',
  'address',
  'cluster',
  'hamlet',
  'members_count',
  'producing',
  'shop',
  'note',
  'full_name',
  'username',
  'role',
] as const;

export function fieldWords(name: string): string {
  const known = FIELDS.find((each) => each === name);
  return known === undefined ? name : t(`import.field_${known}`);
}
