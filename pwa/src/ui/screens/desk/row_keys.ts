/** Up and down through the rows of the desk's lists; each row has one link, and Enter opens it. */

const LINKS = 'td.name a';

function linksIn(root: ParentNode): HTMLAnchorElement[] {
  return [...root.querySelectorAll<HTMLAnchorElement>(LINKS)];
}

/** Down from anywhere goes to the first row; up from the first one leaves the list. */
export function moveAmongRows(event: KeyboardEvent, root: ParentNode, leave: () => void): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.isComposing || event.defaultPrevented) return;
  const links = linksIn(root);
  const at = links.findIndex((link) => link === document.activeElement);
  if (at < 0 && step < 0) return;
  event.preventDefault();
  if (at + step < 0) leave();
  else links[at + step]?.focus();
}

/** Enter in the search field: the only one found is opened, of several the first is shown. */
export function openFound(root: ParentNode): void {
  const [first, ...others] = linksIn(root);
  if (others.length === 0) first?.click();
  else first?.focus();
}
