import { describe, expect, it } from 'vitest';

import { houseEn } from '../../src/i18n/house.en.ts';
import { houseVi } from '../../src/i18n/house.vi.ts';
import { phoneEn as shellEn } from '../../src/i18n/phone.en.ts';
import { phoneVi as shellVi } from '../../src/i18n/phone.vi.ts';
import { teamEn } from '../../src/i18n/team.en.ts';
import { teamVi } from '../../src/i18n/team.vi.ts';
import { fill } from '../../src/i18n/translate.ts';

const phoneVi = { ...shellVi, ...houseVi, ...teamVi };
const phoneEn = { ...shellEn, ...houseEn, ...teamEn };

const holes = (message: string) =>
  new Set([...message.matchAll(/\{(\w+)/g)].map((match) => match[1]));

describe('the catalogues of the phone', () => {
  it('name the same holes in both languages', () => {
    for (const [key, vi] of Object.entries(phoneVi)) {
      const en = phoneEn[key as keyof typeof phoneVi];
      expect([key, [...holes(en)].sort()]).toEqual([key, [...holes(vi)].sort()]);
    }
  });

  it('leave no message empty', () => {
    for (const message of [...Object.values(phoneVi), ...Object.values(phoneEn)]) {
      expect(message.trim()).not.toBe('');
    }
  });

  it('never speak of synchronising and never shout', () => {
    for (const message of Object.values(phoneVi)) {
      expect(message).not.toMatch(/đồng bộ|sync|!/i);
    }
  });
});

describe('filling a message', () => {
  it('puts values in and counts words where a language does', () => {
    expect(fill('Còn {n} nhà ở {place}', { n: 6, place: 'Ấp Mỹ Phú' })).toBe(
      'Còn 6 nhà ở Ấp Mỹ Phú',
    );
    expect(fill('{n|house|houses} left', { n: 1 })).toBe('1 house left');
    expect(fill('{n|house|houses} left', { n: 6 })).toBe('6 houses left');
  });

  it('never reads a value as a message', () => {
    expect(fill('Hộ {name}', { name: '{n}<b>' })).toBe('Hộ {n}<b>');
  });
});
