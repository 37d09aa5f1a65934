/**
 * The language of the screen: Vietnamese unless the person chose English. Kept on this phone only.
 */
import { toStore } from 'svelte/store';

import { findChoice, keepChoice } from './choice.ts';

export type Locale = 'vi' | 'en';

const KEY = 'tungnha.locale';

let current = $state<Locale>(findChoice(KEY) === 'en' ? 'en' : 'vi');

export function currentLocale(): Locale {
  return current;
}

/** As a store, for whoever wants to choose or to follow it. */
export const locale = toStore(
  () => current,
  (chosen: Locale) => {
    current = chosen;
    keepChoice(KEY, chosen);
  },
);
