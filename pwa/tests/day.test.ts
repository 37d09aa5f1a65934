import { describe, expect, it } from 'vitest';

import { daysBetween, parseDay, parseTime } from '../src/core/day.ts';

const today = '2026-12-28';

describe('a day as it is typed', () => {
  it('is read with strokes, points, hyphens, spaces or nothing between its figures', () => {
    for (const typed of [
      '3/12/2026',
      '03.12.2026',
      '3-12-26',
      '03 12 2026',
      '03122026',
      '031226',
    ]) {
      expect(parseDay(typed, today)).toBe('2026-12-03');
    }
    expect(parseDay(' 2026-12-03 ', today)).toBe('2026-12-03');
    expect(parseDay('0312', today)).toBe('2026-12-03');
  });

  it('without a year is the nearest one, also over the turn of the year', () => {
    expect(parseDay('5/1', today)).toBe('2027-01-05');
    expect(parseDay('30/12', '2027-01-02')).toBe('2026-12-30');
    expect(parseDay('29/2', '2027-12-01')).toBe('2028-02-29');
  });

  it('is never guessed', () => {
    for (const typed of ['', '31/2/2026', '12/31/2026', '2026', 'mai', '3/12/202', '1/2/3/4']) {
      expect(parseDay(typed, today)).toBeUndefined();
    }
    expect(parseDay('29/2', '2022-07-01')).toBeUndefined();
  });

  it('is some days from another', () => {
    expect(daysBetween('2026-12-28', '2027-01-05')).toBe(8);
    expect(daysBetween('2027-01-05', '2026-12-28')).toBe(-8);
  });
});

describe('a time of the day as it is typed', () => {
  it('is read with a colon, an h, a g or nothing', () => {
    for (const typed of ['19:30', '19h30', '19g30', '1930', ' 19.30 ', '19 30']) {
      expect(parseTime(typed)).toBe('19:30');
    }
    expect(parseTime('7')).toBe('07:00');
    expect(parseTime('7h')).toBe('07:00');
    expect(parseTime('730')).toBe('07:30');
  });

  it('is never guessed', () => {
    for (const typed of ['', '24:00', '19:60', 'tối', '19:3', '12345']) {
      expect(parseTime(typed)).toBeUndefined();
    }
  });
});
