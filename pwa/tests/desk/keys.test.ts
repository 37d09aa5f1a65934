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
    expect(logAct(press('F2'), true)).toBe('open_log');
    expect(logAct(press('F3'), false)).toBe('open_find');
  });

  it('attach, pass on and refuse a household, and undo, only at the log', () => {
    expect(logAct(press('F4'), false)).toBe('attach');
    expect(logAct(press('F4', { shiftKey: true }), false)).toBe('next_match');
    expect(logAct(press('Escape'), false)).toBe('refuse');
    expect(logAct(press('z', { ctrlKey: true }), false)).toBe('undo');
    expect(logAct(press('F4'), true)).toBeNull();
    expect(logAct(press('Escape'), true)).toBe('open_log');
  });

  it('never take Alt F4 or a plain letter', () => {
    expect(logAct(press('F4', { altKey: true }), false)).toBeNull();
    expect(logAct(press('z'), false)).toBeNull();
  });
});
