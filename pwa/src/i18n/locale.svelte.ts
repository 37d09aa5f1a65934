/**
 * The language of the screen: Vietnamese unless the person chose English. Kept on this phone only.
 * English is fetched by those who chose it, before anything is shown in it.
 */
import { toStore } from 'svelte/store';

import { findChoice, keepChoice } from './choice.ts';

export type Locale = 'vi' | 'en';
type Load = () => Promise<void>;

const KEY = 'tungnha.locale';

const loads: Load[] = [];
let current = $state<Locale>('vi');
/** Rises when words arrive for what is shown already. */
let edition = $state(0);

export function currentLocale(): Locale {
  void edition;
  return current;
}

/** A catalogue that can fetch its English words; those of a screen fetched late follow at once. */
export function addCatalogue(load: Load): void {
  loads.push(load);
  if (current === 'en') void load().then(() => (edition += 1));
}

/** Until every catalogue here speaks the chosen language. */
export async function catalogues(): Promise<void> {
  if (current === 'en') await Promise.all(loads.map((load) => load()));
}

/** The language chosen before, ready to be shown; called once, before the first screen. */
export async function openLocale(): Promise<void> {
  if (findChoice(KEY) === 'en') await choose('en');
}

async function choose(chosen: Locale): Promise<void> {
  keepChoice(KEY, chosen);
  if (chosen === 'en') await Promise.all(loads.map((load) => load()));
  current = chosen;
}

/** As a store, for whoever wants to choose or to follow it. */
export const locale = toStore(
  () => current,
  (chosen: Locale) => {
    void choose(chosen);
  },
);
