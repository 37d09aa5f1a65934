import { describe, expect, it } from 'vitest';

import { findScreen } from '../../src/ui/screens/phone/routes.ts';
const at = (path: string, query = '') =>
  findScreen({ path: path.split('/'), query: new URLSearchParams(query) });

describe('the screens of the phone', () => {
  it('are found by their address, with what stands in it', () => {
    expect(at('ho/018f/ghi').props).toEqual({ id: '018f' });
    expect(at('so-gui/7').props).toEqual({ k: '7' });
  });

  it('take a fixed word before any id', () => {
    expect(at('ho/moi', 'ten=Ba').props).toEqual({ ten: 'Ba' });
    expect(at('ho/moi').screen).not.toBe(at('ho/018f').screen);
  });

  it('are built anew for another id, and end in one screen where the address leads nowhere', () => {
    expect(at('ho/1').key).not.toBe(at('ho/2').key);
    expect(at('nowhere').screen).toBe(at('ho/1/nowhere').screen);
  });
});
