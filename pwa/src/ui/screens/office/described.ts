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
  | { readonly kind: 'topic'; readonly code: string }
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
  if (field === 'topic') return { kind: 'topic', code: text };
  if (field === 'stream') return { kind: 'place', stream: text };
  if (CHOICES.has(field)) return { kind: 'word', word: text };
  return field.endsWith('phone') ? { kind: 'phone', text } : describeTime(field, text);
}

function describeTime(field: string, text: string): Described {
  if (TIME.test(text)) return { kind: 'time', at: text };
  return isDayField(field) && DAY.test(text) ? { kind: 'day', day: text } : { kind: 'text', text };
}

export function isDayField(field: string): boolean {
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
