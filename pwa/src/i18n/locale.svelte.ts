/**
 * The language of the screen: Vietnamese unless the person chose English. Kept on this phone only.
 */
import { toStore } from 'svelte/store';

export type Locale = 'vi' | 'en';

const KEY = 'tungnha.locale';

let current = $state<Locale>(localStorage.getItem(KEY) === 'en' ? 'en' : 'vi');

export function currentLocale(): Locale {
  return current;
}

/** As a store, for whoever wants to choose or to follow it. */
export const locale = toStore(
  () => current,
  (chosen: Locale) => {
    current = chosen;
    localStorage.setItem(KEY, chosen);
    document.documentElement.lang = chosen;
  },
);
