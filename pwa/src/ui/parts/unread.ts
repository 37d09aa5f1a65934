/** The first field whose text cannot be read as what it should be gets the focus; it says why. */
export function focusUnread(form: HTMLElement): boolean {
  const unread = form.querySelector<HTMLElement>('[data-unread]');
  unread?.focus();
  return unread !== null;
}
