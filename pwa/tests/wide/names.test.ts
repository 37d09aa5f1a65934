import { describe, expect, it } from 'vitest';

import { calledName, initials } from '../../src/ui/screens/wide/names.ts';

describe('short forms of names', () => {
  it('take the first and the last word as initials', () => {
    expect(initials('Ngô Thị Lan')).toBe('NL');
    expect(initials('Đức')).toBe('Đ');
    expect(initials('')).toBe('');
  });

  it('call people by the last word', () => {
    expect(calledName('Lê Thị Thu Thảo')).toBe('Thảo');
  });
});
