/** Which key does what at the duplicates' desk; gives whether the key was one of its own. */

import type { Merging } from './merging.svelte.ts';

type MergeAct = (merging: Merging) => void;

const ACTS: Readonly<Record<string, MergeAct>> = {
  ArrowUp: (merging) => {
    merging.move(-1);
  },
  ArrowDown: (merging) => {
    merging.move(1);
  },
  ArrowLeft: (merging) => {
    merging.chooseHere('stays');
  },
  ArrowRight: (merging) => {
    merging.chooseHere('goes');
  },
  s: (merging) => {
    merging.swap();
  },
  n: (merging) => {
    merging.later();
  },
  k: (merging) => void merging.apart(),
  u: (merging) => void merging.undo(),
  Enter: (merging) => void merging.merge(),
};

export function mergeKey(event: KeyboardEvent, merging: Merging): boolean {
  if (isOfBrowser(event) || (event.key === 'Enter' && isOnButton(event))) return false;
  const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  act?.(merging);
  return act !== undefined;
}

function isOfBrowser(event: KeyboardEvent): boolean {
  return event.isComposing || event.ctrlKey || event.altKey || event.metaKey;
}

function isOnButton({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('a, button') !== null;
}
