import { describe, expect, it } from 'vitest';

import { logAct } from '../../src/ui/screens/desk/keys.ts';

const press = (
  key: string,
  more: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

describe('the keys of the desk', () => {
  it('start a line and find from everywhere', () => {
    expect(logAct(press('F2'), 'find')).toBe('open_log');
    expect(logAct(press('F3'), 'log')).toBe('open_find');
  });

  it('attach, pass on and refuse a household, and undo, only at the log', () => {
    expect(logAct(press('F4'), 'log')).toBe('attach');
    expect(logAct(press('F4', { shiftKey: true }), 'log')).toBe('next_match');
    expect(logAct(press('Escape'), 'log')).toBe('refuse');
    expect(logAct(press('z', { ctrlKey: true }), 'log')).toBe('undo');
    expect(logAct(press('F4'), 'find')).toBeNull();
    expect(logAct(press('Escape'), 'find')).toBe('open_log');
    expect(logAct(press('Escape'), 'due')).toBe('open_log');
    expect(logAct(press('Escape'), 'filing')).toBeNull();
  });

  it('never take Alt F4 or a plain letter', () => {
    expect(logAct(press('F4', { altKey: true }), 'log')).toBeNull();
    expect(logAct(press('z'), 'log')).toBeNull();
  });
});
