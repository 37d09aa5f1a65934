/** The catalogue as lists: which columns a kind has, and what stands in them. */
import { formatDate, formatNumber } from '../../../../i18n/format.ts';
import { t } from '../../../../i18n/catalogue.ts';
import type { Item, Kind, Named } from '../../../../state/office/catalogue.ts';
import type { AdminRow } from './rows.ts';

/** Names of what items name by code or id. */
export type NameOf = (id: string) => string;

interface Column {
  readonly label: () => string;
  readonly cell: (fields: Item['fields'], nameOf: NameOf) => string;
}

function said(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function plain(name: string): Column {
  return {
    label: () => t(`cat.f_${name}` as 'cat.f_code'),
    cell: (fields) => said(fields[name]),
  };
}

function named(name: string): Column {
  return { ...plain(name), cell: (fields, nameOf) => nameOf(said(fields[name])) };
}

const inUse: Column = {
  label: () => t('cat.in_use'),
  cell: ({ active }) => t(active === false ? 'cat.off' : 'cat.on'),
};
const counts: Column = {
  label: () => t('cat.counts'),
  cell: ({ indicator, counts_when: when }) =>
    said(indicator) === '' ? t('cat.counts_nothing') : `${said(indicator)} ${outcomes(when)}`,
};
const body: Column = {
  label: () => t('cat.f_body'),
  cell: (fields) => said(fields['body']).split('\n')[0] ?? '',
};
const period: Column = {
  label: () => t('cat.period'),
  cell: ({ period_start: from, period_end: to }) =>
    `${formatDate(said(from))} – ${formatDate(said(to))}`,
};
const value: Column = {
  ...plain('value'),
  cell: (fields) => formatNumber(Number(fields['value'] ?? 0)),
};

const COLUMNS: Readonly<Record<Kind, readonly Column[]>> = {
  topic: [plain('label_vi'), plain('code'), counts, inUse],
  indicator: [plain('label_vi'), plain('code'), plain('unit_vi')],
  procedure: [plain('label_vi'), plain('code'), inUse],
  learning_item: [plain('title'), named('topic')],
  consent_text: [plain('version'), body],
  partner: [plain('name'), plain('kind')],
  target: [named('indicator'), named('unit_id'), period, value],
};

export function outcomes(when: unknown): string {
  const words = Array.isArray(when)
    ? when.map((word) => t(`cat.o_${String(word)}` as 'cat.o_done'))
    : [];
  return words.length === 0 ? '' : `(${words.join(', ')})`;
}

export function columnsOf(kind: Kind): string[] {
  return [...COLUMNS[kind].map(({ label }) => label()), t('cat.state')];
}

export function rowOf(kind: Kind, { id, fields, state }: Item, nameOf: NameOf): AdminRow {
  const cells = COLUMNS[kind].map(({ cell }) => cell(fields, nameOf));
  return { id, cells: [...cells, state === null ? '' : t(`cat.is_${state}`)] };
}

/** What an entry is called; '' where it has no name of its own. */
export function titleOf(fields: Item['fields']): string {
  const names = ['label_vi', 'title', 'name', 'version'].map((each) => said(fields[each]));
  return [said(fields['code']), names.find(Boolean)].filter(Boolean).join(' · ');
}

/** By what the row is called; dates and versions newest first. */
export function sorted(kind: Kind, items: readonly Item[]): readonly Item[] {
  const newest = kind === 'consent_text' || kind === 'target';
  const key = ({ fields }: Item): string => said(fields[SORTED_BY[kind]]);
  const inOrder = [...items].sort((a, b) => compare(key(a), key(b)));
  return newest ? inOrder.reverse() : inOrder;
}

const SORTED_BY: Readonly<Record<Kind, string>> = {
  ...{ topic: 'label_vi', indicator: 'code', procedure: 'label_vi', learning_item: 'title' },
  ...{ consent_text: 'version', partner: 'name', target: 'period_start' },
};

const { compare } = new Intl.Collator('vi', { numeric: true });

export function namesIn(...lists: readonly (readonly Named[])[]): NameOf {
  const names = new Map(lists.flat().map(({ id, name }) => [id, name]));
  return (id) => names.get(id) || id;
}
