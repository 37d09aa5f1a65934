import { describe, expect, it } from 'vitest';

import {
  addDays,
  formatBytes,
  formatDate,
  formatMoment,
  formatNumber,
  formatPhone,
  formatTime,
  formatWeekday,
  localDay,
} from '../../src/i18n/format.ts';

describe('dates and numbers as people here write them', () => {
  it('counts days in Vietnam whatever the phone says', () => {
    const lateEvening = new Date('2026-11-23T18:30:00Z');
    expect(localDay(lateEvening)).toBe('2026-11-24');
    expect(formatTime(lateEvening)).toBe('01:30');
    expect(formatDate(lateEvening)).toBe('24/11/2026');
  });

  it('keeps a year alone as a year', () => {
    expect(formatDate('1957')).toBe('1957');
  });

  it('says the time today and the day otherwise', () => {
    const now = new Date('2026-11-23T13:00:00Z');
    expect(formatMoment(new Date('2026-11-23T12:42:00Z'), now)).toBe('19:42');
    expect(formatMoment(new Date('2026-11-22T12:42:00Z'), now)).toBe('22/11');
    expect(formatMoment(new Date('2025-11-22T12:42:00Z'), now)).toBe('22/11/2025');
  });

  it('goes over the end of a month and of a year', () => {
    expect(addDays('2026-11-28', 3)).toBe('2026-12-01');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('groups numbers with dots and calls the day by its name', () => {
    expect(formatNumber(1333)).toBe('1.333');
    expect(formatBytes(1_620_000)).toBe('1,6 MB');
    expect(formatBytes(10_737_000_000)).toBe('10,7 GB');
    expect(formatWeekday('2026-11-23')).toBe('Thứ Hai');
  });

  it('groups a mobile number and leaves anything else as written', () => {
    expect(formatPhone('0913000217')).toBe('0913\u00a0000\u00a0217');
    expect(formatPhone('02773 851 234')).toBe('02773 851 234');
  });
});
