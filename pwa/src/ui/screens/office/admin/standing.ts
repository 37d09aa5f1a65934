/** How a person or a phone stands, in a few words. */
import { t } from '../../../../i18n/admin.ts';
import { formatDate, formatTime } from '../../../../i18n/format.ts';
import type { Device, Invitation, Staff } from '../../../../state/office/staff.ts';

export const SILENT_DAYS = 3;
const collator = new Intl.Collator('vi');
const DAY_MS = 86_400_000;

/** Whether the phone is in use and has not been heard of for more than three days. */
export function isSilent(device: Device, now_ms: number = Date.now()): boolean {
  if (device.revoked_at !== null) return false;
  return now_ms - Date.parse(device.last_seen_at ?? device.created_at) > SILENT_DAYS * DAY_MS;
}

export function contactWords({ last_seen_at }: Device): string {
  if (last_seen_at === null) return t('phones.never');
  return `${formatTime(last_seen_at)} ${formatDate(last_seen_at)}`;
}

export function deviceStanding(device: Device): string {
  if (device.revoked_at !== null) return t('phones.is_revoked');
  return t(isSilent(device) ? 'phones.is_silent' : 'phones.is_heard');
}

/** By the last word of the name, as people here look for a name. */
export function byName(people: readonly Staff[]): readonly Staff[] {
  const key = ({ full_name }: Staff): string => `${full_name.split(' ').at(-1) ?? ''} ${full_name}`;
  return [...people].sort((a, b) => collator.compare(key(a), key(b)));
}

export function standing(
  person: Staff,
  devices: readonly Device[],
  invitations: readonly Invitation[],
): string {
  if (!person.active) return t('people.is_disabled');
  const own = devices.filter(
    ({ user_id, revoked_at }) => user_id === person.id && revoked_at === null,
  );
  if (own.length > 0) {
    return t(own.every((each) => isSilent(each)) ? 'people.is_silent' : 'people.is_active');
  }
  const link = invitations.findLast(({ user_id }) => user_id === person.id);
  if (link?.used_at === null) {
    const ended = Date.parse(link.expires_at) < Date.now();
    return t(ended ? 'people.link_ended' : 'people.is_invited');
  }
  return t('people.has_no_phone');
}
