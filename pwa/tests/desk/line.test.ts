import { describe, expect, it } from 'vitest';

import {
  codePrefix,
  completeFileCode,
  looksLikeFileCode,
  looksLikeMobile,
  parseApplicant,
} from '../../src/ui/screens/desk/line.ts';

describe('the citizen typed in one cell', () => {
  it('is a name alone', () => {
    expect(parseApplicant('  Nguyễn  Văn Ba ')).toEqual({ name: 'Nguyễn Văn Ba', phone: '' });
  });

  it('is a name and a phone, however the phone is grouped', () => {
    const expected = { name: 'Nguyễn Văn Ba', phone: '0912345678' };
    expect(parseApplicant('Nguyễn Văn Ba 0912345678')).toEqual(expected);
    expect(parseApplicant('Nguyễn Văn Ba, 0912 345 678')).toEqual(expected);
    expect(parseApplicant('Nguyễn Văn Ba +84 912.345.678')).toEqual(expected);
  });

  it('keeps a short number as part of the name', () => {
    expect(parseApplicant('Ba Tổ 04').name).toBe('Ba Tổ 04');
  });

  it('keeps the name in composed form', () => {
    expect(parseApplicant('Nguyễn'.normalize('NFD')).name).toBe('Nguyễn'.normalize('NFC'));
  });
});

describe('soft checks', () => {
  it('know a Vietnamese mobile number', () => {
    expect(looksLikeMobile('0912345678')).toBe(true);
    expect(looksLikeMobile('0112345678')).toBe(false);
    expect(looksLikeMobile('091234567')).toBe(false);
  });

  it('know a file code', () => {
    expect(looksLikeFileCode('H20.76-261123-0019')).toBe(true);
    expect(looksLikeFileCode('H20.76-261123')).toBe(false);
  });
});

describe('a file code', () => {
  it('is completed from its last digits with the desk prefix and the day', () => {
    expect(completeFileCode('19', 'H20.76', '2026-11-23')).toBe('H20.76-261123-0019');
  });

  it('is never rewritten when it is more than digits, or when no prefix is known', () => {
    expect(completeFileCode('000.19.h20-261123-0004', 'H20.76', '2026-11-23')).toBe(
      '000.19.H20-261123-0004',
    );
    expect(completeFileCode('19', '', '2026-11-23')).toBe('19');
    expect(completeFileCode('', 'H20.76', '2026-11-23')).toBe('');
  });

  it('takes its prefix from the newest code that looks like one', () => {
    expect(codePrefix([null, 'sai', 'H20.76-261123-0019', 'H9-261123-0001'])).toBe('H20.76');
    expect(codePrefix([])).toBe('');
  });
});
