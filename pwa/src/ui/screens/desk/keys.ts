/** Which key does what at the desk, wherever the focus is. It acts on nothing itself. */

export type LogAct =
  'open_log' | 'open_find' | 'open_due' | 'attach' | 'next_match' | 'refuse' | 'undo';

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

const EVERYWHERE: Readonly<Record<string, LogAct>> = {
  F2: 'open_log',
  F3: 'open_find',
  F7: 'open_due',
};
const LISTING: Readonly<Record<string, LogAct>> = { ...EVERYWHERE, Escape: 'open_log' };
const LOGGING: Readonly<Record<string, LogAct>> = {
  ...EVERYWHERE,
  F4: 'attach',
  'Shift F4': 'next_match',
  Escape: 'refuse',
  'Ctrl z': 'undo',
};

/** An opened filing takes Escape itself, one step back. */
const KEYS = { log: LOGGING, find: LISTING, due: LISTING, filing: EVERYWHERE };

export type View = keyof typeof KEYS;

/** What a pressed key means, or null where it belongs to the browser. */
export function logAct(pressed: Pressed, view: View): LogAct | null {
  if (pressed.altKey) return null;
  const name = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  const held = [
    pressed.ctrlKey || pressed.metaKey ? 'Ctrl ' : '',
    pressed.shiftKey ? 'Shift ' : '',
  ].join('');
  return KEYS[view][`${held}${name}`] ?? null;
}
