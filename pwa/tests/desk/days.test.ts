import { describe, expect, it } from 'vitest';

import { dayTyped } from '../../src/ui/screens/desk/days.ts';

describe('a day typed at the desk', () => {
  const today = '2026-11-26';
  it('is a date, with or without its year, or how many days ahead', () => {
    expect(dayTyped('3/12/2026', today)).toBe('2026-12-03');
    expect(dayTyped('3/12', today)).toBe('2026-12-03');
    expect(dayTyped('7', today)).toBe('2026-12-03');
  });

  it('is nothing where nothing was typed, and never a guess', () => {
    expect(dayTyped(' ', today)).toBeNull();
    expect(dayTyped('31/2/2026', today)).toBeUndefined();
    expect(dayTyped('mai', today)).toBeUndefined();
  });
});
