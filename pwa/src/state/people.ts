/** Names of people by their user id, as far as this device has heard them. */

/** Full name, or '' if unknown. */
export function nameOf(_user_id: string): string {
  return '';
}
