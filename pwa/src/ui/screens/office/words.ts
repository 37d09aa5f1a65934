/**
 * Fields, record types, spans and values in the words of the reader's language. Unknown names are
 * shown as they came, so that nothing a newer app recorded is hidden.
 */

import { formatDate, formatNumber, formatPhone, formatTime } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/locale.svelte.ts';
import { t } from '../../../i18n/cases.ts';
import { officeVi } from '../../../i18n/office.vi.ts';
import { phoneVi } from '../../../i18n/phone.vi.ts';
import { recordsVi } from '../../../i18n/records.vi.ts';
import { topicNameOf } from '../../../i18n/topics.ts';
import { describeValue, type Described } from './described.ts';
import type { ConflictRow } from '../../../state/conflicts.ts';
import type { QueueItem } from './queue_item.ts';
import type { Drift, SpanPart } from './duration.ts';

const words = { ...phoneVi, ...officeVi, ...recordsVi };
type Key = keyof typeof words;
type Named<Prefix extends string> = Extract<Key, `${Prefix}.${string}`>;

const known: ReadonlySet<string> = new Set(Object.keys(words));

export function fieldWord(field: string | null): string {
  const key = `field.${field ?? 'any'}`;
  return known.has(key) ? t(key as Named<'field'>) : (field ?? '');
}

/** For the name of a record that is still on its way here. */
const COMING = '…';

/** What a conflict is about, in a word or two. */
export function caseWord(row: Pick<ConflictRow, 'field' | 'incoming'>): string {
  if (row.field !== null) return fieldWord(row.field);
  const isDeletion = row.incoming[0]?.op === 'delete';
  return t(isDeletion ? 'office.deletes_changed' : 'office.changes_deleted');
}

/** "Nguyễn Văn Bảy: điện thoại", for a heading and for what is read aloud. */
export function caseTitle(row: Pick<ConflictRow, 'field' | 'incoming' | 'record_title'>): string {
  const word = caseWord(row);
  const field = word.charAt(0).toLocaleLowerCase('vi') + word.slice(1);
  return t('office.title', { name: row.record_title || COMING, field });
}

/** A conflict as it stands in the queue. */
export function queueItem(row: ConflictRow): QueueItem {
  return {
    id: row.id,
    what: caseWord(row),
    whose: `${row.record_title || COMING} · ${row.place}`,
    since: row.opened_at,
  };
}

const lists = {
  vi: new Intl.ListFormat('vi', { type: 'conjunction' }),
  en: new Intl.ListFormat('en-GB', { type: 'conjunction' }),
};

/** "Huy và Thảo" */
export function namesTogether(names: readonly string[]): string {
  return lists[currentLocale()].format(names);
}

export function typeWord(type: string): string {
  const key = `type.${type}`;
  return t(known.has(key) ? (key as Named<'type'>) : 'type.other');
}

/** A choice of an enumeration: an outcome, a level, a role. */
export function choiceWord(word: string): string {
  for (const prefix of ['word', 'filing', 'outcome', 'level']) {
    const key = `${prefix}.${word}`;
    if (known.has(key)) return t(key as Named<'word' | 'filing' | 'level'>);
  }
  return word;
}

export function spanWords(parts: readonly SpanPart[]): string {
  const [first, second] = parts.map((part) => t(`span.${part.unit}`, { n: part.count }));
  if (first === undefined) return t('span.now');
  return second === undefined ? first : t('span.two', { a: first, b: second });
}

export function driftWords(drift: Drift): string {
  switch (drift.clock) {
    case 'right':
      return t('office.clock_right');
    case 'unknown':
      return t('office.clock_unknown');
    case 'fast':
      return t('office.clock_fast', { span: spanWords(drift.parts) });
    case 'slow':
      return t('office.clock_slow', { span: spanWords(drift.parts) });
  }
}

/** The name of a stream for a reader, or the stream itself where it is unknown. */
export type PlaceName = (stream: string) => string;

export function valueWords(field: string | null, value: unknown, placeName: PlaceName): string {
  return describedWords(describeValue(field ?? '', value), placeName);
}

type Kind = Described['kind'];
type Shown<K extends Kind> = Extract<Described, { kind: K }>;
type Words = { readonly [K in Kind]: (described: Shown<K>, placeName: PlaceName) => string };

const WORDS: Words = {
  empty: () => t('office.blank'),
  text: ({ text }) => text,
  phone: ({ text }) => formatPhone(text),
  number: ({ value }) => formatNumber(value),
  yes_no: ({ value }) => t(value ? 'word.yes' : 'word.no'),
  day: ({ day }) => formatDate(day),
  time: ({ at }) => `${formatDate(at)} ${formatTime(at)}`,
  word: ({ word }) => choiceWord(word),
  topic: ({ code }) => topicNameOf(code, []),
  place: ({ stream }, placeName) => placeName(stream),
  location: ({ lat, lon }) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`,
  list: ({ items }) => items.map(choiceWord).join(', '),
  parts: ({ parts }) => parts.map(([name, part]) => `${fieldWord(name)}: ${part}`).join(' · '),
};

function describedWords<K extends Kind>(described: Shown<K>, placeName: PlaceName): string {
  const words = WORDS[described.kind as K] as (of: Shown<K>, name: PlaceName) => string;
  return words(described, placeName);
}

/** The end of a long value is where phone numbers differ: 0913000271 becomes …271. */
export function shortValue(text: string): string {
  const plain = text.replace(/\s+/gu, ' ');
  if (/^[\d ]+$/.test(plain)) return `…${plain.slice(-3)}`;
  return plain.length > 24 ? `${plain.slice(0, 23)}…` : plain;
}
