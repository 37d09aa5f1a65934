/** Names of people by their user id, as far as this device has heard them. */
import { getAccount } from '../store/account.ts';
import { live } from '../store/book.ts';

/** Full name, or '' if unknown. */
export function nameOf(user_id: string): string {
  const me = getAccount()?.user;
  if (me?.id === user_id) return me.full_name;
  for (const membership of live('membership').values()) {
    const { user_id: of, full_name } = membership.fields;
    if (of === user_id && typeof full_name === 'string') return full_name;
  }
  return '';
}
