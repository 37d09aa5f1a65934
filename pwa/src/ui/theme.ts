/** Light, dark, or as the phone says. Kept on this phone only. */
import { writable } from 'svelte/store';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'tungnha.theme';

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

export const theme = writable<Theme>(stored());

/** Puts the chosen theme on the page, now and whenever it changes. */
export function applyTheme(): void {
  theme.subscribe((chosen) => {
    if (chosen === 'system') {
      delete document.documentElement.dataset['theme'];
      localStorage.removeItem(KEY);
    } else {
      document.documentElement.dataset['theme'] = chosen;
      localStorage.setItem(KEY, chosen);
    }
  });
}
