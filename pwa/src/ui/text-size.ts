/** How large letters are on this phone, besides what the browser already asks for. */
import { writable } from 'svelte/store';

import { findChoice, keepChoice } from '../i18n/choice.ts';

export const textSizes = ['normal', 'large', 'larger'] as const;
export type TextSize = (typeof textSizes)[number];

const KEY = 'tungnha.text';

export const textSize = writable<TextSize>(
  textSizes.find((size) => size === findChoice(KEY)) ?? 'normal',
);

/** Puts the chosen size on the page, now and whenever it changes. */
export function applyTextSize(): void {
  textSize.subscribe((chosen) => {
    keepChoice(KEY, chosen);
    document.documentElement.dataset['text'] = chosen;
  });
}
