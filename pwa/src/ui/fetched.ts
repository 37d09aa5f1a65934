/** Parts of the app that are fetched when they are first wanted, and then kept. */
import type { Component } from 'svelte';

import { catalogues } from '../i18n/locale.svelte.ts';

export type AnyScreen = Component<Record<string, unknown>>;

export interface Fetched {
  /** At once if it was fetched before. */
  readonly here: () => AnyScreen | null;
  readonly fetch: () => Promise<AnyScreen>;
}

/** `load` is an `import()`; the words of the screen come with it. */
export function fetched(load: () => Promise<{ readonly default: unknown }>): Fetched {
  let known: AnyScreen | null = null;
  return {
    here: () => known,
    fetch: async () => {
      const module = await load();
      await catalogues();
      known = module.default as AnyScreen;
      return known;
    },
  };
}

/** A part that came with the one that shows it. */
export function here(screen: AnyScreen): Fetched {
  return { here: () => screen, fetch: () => Promise.resolve(screen) };
}
