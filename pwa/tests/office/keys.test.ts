import { describe, expect, it } from 'vitest';

import { deskAct } from '../../src/ui/screens/office/keys.ts';

const CARDS = ['1', '2', '3', '5'];

const press = (key: string, more: Partial<{ ctrlKey: boolean }> = {}) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
});

describe('the keys of the conflict desk', () => {
  it('choose a card by its own key and leave 4 for a typed value', () => {
    expect(deskAct(press('3'), CARDS, false)).toEqual({ act: 'choose', key: '3' });
    expect(deskAct(press('5'), CARDS, false)).toEqual({ act: 'choose', key: '5' });
    expect(deskAct(press('6'), CARDS, false)).toBeNull();
    expect(deskAct(press('4'), CARDS, false)).toEqual({ act: 'type_value' });
  });

  it('decide, go on, go back, give a reason and undo, in either case of letter', () => {
    expect(deskAct(press('Enter'), CARDS, false)).toEqual({ act: 'decide' });
    expect(deskAct(press('n'), CARDS, false)).toEqual({ act: 'later' });
    expect(deskAct(press('U'), CARDS, false)).toEqual({ act: 'undo' });
    expect(deskAct(press('R'), CARDS, false)).toEqual({ act: 'reason' });
  });

  it('leave letters and digits to the field that is being typed in', () => {
    expect(deskAct(press('u'), CARDS, true)).toBeNull();
    expect(deskAct(press('2'), CARDS, true)).toBeNull();
    expect(deskAct(press('Enter'), CARDS, true)).toEqual({ act: 'decide' });
    expect(deskAct(press('Escape'), CARDS, true)).toEqual({ act: 'leave' });
  });

  it('leave the shortcuts of the browser alone', () => {
    expect(deskAct(press('r', { ctrlKey: true }), CARDS, false)).toBeNull();
  });
});
