/**
 * A value that a person typed, read back as the kind its field has. What cannot be that kind is
 * undefined, never a guess; nothing typed is no value.
 */

import { fold } from '../../../core/text.ts';
import { isDayField } from './described.ts';

const YES: readonly string[] = ['co', 'yes', 'dung', '1'];
const NO: readonly string[] = ['khong', 'no', 'sai', '0'];
const PAIR = /^(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)$/;

/** `like` is some value that the field had, to know its kind by. */
export function typedValue(like: unknown, field: string, typed: string): unknown {
  const text = typed.normalize('NFC').trim();
  if (text === '') return null;
  if (typeof like === 'number') return /^-?\d+$/.test(text) ? Number(text) : undefined;
  if (typeof like === 'boolean') return typedYesNo(text);
  return typeof like === 'object' && like !== null ? typedPair(text) : typedText(field, text);
}

function typedText(field: string, text: string): string | undefined {
  if (field.endsWith('phone')) return text.replace(/[\s.-]/gu, '');
  return isDayField(field) ? typedDay(text) : text;
}

function typedYesNo(text: string): boolean | undefined {
  const word = fold(text);
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : undefined;
}

function typedPair(text: string): { lat: number; lon: number } | undefined {
  const match = PAIR.exec(text);
  return match ? { lat: Number(match[1]), lon: Number(match[2]) } : undefined;
}

/** 3/12/2026, 03-12-2026 and 2026-12-03 are the same day; a year alone is one too. */
export function typedDay(text: string): string | undefined {
  if (/^\d{4}(-\d{2}-\d{2})?$/.test(text)) return text;
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (!match) return undefined;
  const [, date = '', month = '', year = ''] = match;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
  return isReal ? day : undefined;
}
