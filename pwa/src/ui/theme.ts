/** Light, dark, or as the phone says. Kept on this phone only. */
import { writable } from 'svelte/store';

import { findChoice, keepChoice } from '../i18n/choice.ts';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'tungnha.theme';

function stored(): Theme {
  const value = findChoice(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

export const theme = writable<Theme>(stored());

/** Puts the chosen theme on the page, now and whenever it changes. */
export function applyTheme(): void {
  theme.subscribe((chosen) => {
    keepChoice(KEY, chosen);
    if (chosen === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
  });
}
