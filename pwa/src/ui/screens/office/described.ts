/**
 * What kind of thing a field's value is, so that it can be shown as a person reads it: a day, a
 * time, a choice, a place. Works on values as they came over the wire, known or unknown, and never
 * throws; the words themselves come from the message catalogue.
 */

export type Described =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'phone'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'yes_no'; readonly value: boolean }
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'time'; readonly at: string }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'location'; readonly lat: number; readonly lon: number }
  | { readonly kind: 'place'; readonly stream: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'parts'; readonly parts: readonly (readonly [string, string])[] };

const CHOICES = new Set(['outcome', 'level', 'kind', 'channel', 'role', 'organisation', 'portal']);
const DAY = /^\d{4}(-\d{2}-\d{2})?$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

export function describeValue(field: string, value: unknown): Described {
  if (typeof value === 'boolean') return { kind: 'yes_no', value };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'string') return describeText(field, value);
  if (Array.isArray(value)) return describeList(value);
  return typeof value === 'object' && value !== null ? describeObject(value) : { kind: 'empty' };
}

function describeList(values: readonly unknown[]): Described {
  return values.length === 0 ? { kind: 'empty' } : { kind: 'list', items: values.map(plain) };
}

function describeText(field: string, text: string): Described {
  if (text === '') return { kind: 'empty' };
  if (field === 'stream') return { kind: 'place', stream: text };
  if (CHOICES.has(field)) return { kind: 'word', word: text };
  if (field.endsWith('phone')) return { kind: 'phone', text };
  if (TIME.test(text)) return { kind: 'time', at: text };
  if (isDayField(field) && DAY.test(text)) return { kind: 'day', day: text };
  return { kind: 'text', text };
}

function isDayField(field: string): boolean {
  return field.endsWith('_on') || field.startsWith('period_') || field === 'birth_year';
}

function describeObject(value: object): Described {
  const { lat, lon } = value as { lat?: unknown; lon?: unknown };
  if (typeof lat === 'number' && typeof lon === 'number') return { kind: 'location', lat, lon };
  const parts = Object.entries(value).map(([name, part]) => [name, plain(part)] as const);
  return parts.length === 0 ? { kind: 'empty' } : { kind: 'parts', parts };
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What was typed as another value, as the field's own kind; undefined where it cannot be one. */
export function typedValue(like: unknown, field: string, typed: string): unknown {
  const text = typed.normalize('NFC').trim();
  if (text === '') return null;
  if (typeof like === 'number') return /^-?\d+$/.test(text) ? Number(text) : undefined;
  if (field.endsWith('phone')) return text.replace(/[\s.-]/gu, '');
  if (isDayField(field)) return typedDay(text);
  return text;
}

/** 3/12/2026, 03-12-2026 and 2026-12-03 are the same day; a year alone is one too. */
export function typedDay(text: string): string | undefined {
  if (DAY.test(text)) return text;
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (!match) return undefined;
  const [, date = '', month = '', year = ''] = match;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
  return isReal ? day : undefined;
}
