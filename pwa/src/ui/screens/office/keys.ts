/**
 * Which key does what at the conflict desk. One table, so that the legend at the foot, the buttons
 * and the keyboard cannot disagree; it acts on nothing itself.
 */

import { OTHER_VALUE_KEY } from './cards.ts';

export type DeskAct = { readonly act: 'choose'; readonly key: string } | { readonly act: PlainAct };

type PlainAct =
  'type_value' | 'reason' | 'decide' | 'later' | 'back' | 'undo' | 'leave' | 'rule' | 'filter';

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

const PLAIN: Readonly<Record<string, PlainAct>> = {
  [OTHER_VALUE_KEY]: 'type_value',
  r: 'reason',
  n: 'later',
  p: 'back',
  u: 'undo',
  l: 'rule',
  f: 'filter',
  enter: 'decide',
};

/** What a key means; while typing in a field only Enter and Escape mean anything. */
export function deskAct(
  pressed: Pressed,
  cardKeys: readonly string[],
  isTyping: boolean,
): DeskAct | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  if (isTyping) return typingAct(pressed.key);
  if (cardKeys.includes(pressed.key)) return { act: 'choose', key: pressed.key };
  const act = PLAIN[pressed.key.toLowerCase()];
  return act === undefined ? null : { act };
}

function typingAct(key: string): DeskAct | null {
  if (key === 'Enter') return { act: 'decide' };
  return key === 'Escape' ? { act: 'leave' } : null;
}
