/** The forms of the catalogue, made from the one declaration of record types. */
import { RECORD_TYPES } from '../../../../core/record_types.gen.ts';
import type { Fields } from '../../../../core/record.ts';
import { t } from '../../../../i18n/catalogue.ts';
import type { Kind } from '../../../../state/office/catalogue.ts';
import type { FormField, FormValues, Option } from './form.ts';

const LONG_CHARS_MIN = 1_000;
/** Sessions and topics are found by their code: it stays as it was first given. */
const FIXED: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  topic: ['code'],
  indicator: ['code'],
};

interface Declared {
  readonly kind: string;
  readonly required: boolean;
  readonly chars_max?: number;
  readonly words?: readonly string[];
}
/** Values to choose from, by the name of the field. */
export type Choices = Readonly<Record<string, readonly Option[]>>;

function declaredOf(kind: Kind): [string, Declared][] {
  return Object.entries(RECORD_TYPES[kind].fields as Readonly<Record<string, Declared>>);
}

export function fieldsOf(kind: Kind, choices: Choices, isNew: boolean): FormField[] {
  return declaredOf(kind)
    .filter(([name]) => isNew || !(FIXED[kind] ?? []).includes(name))
    .filter(([name, { kind: of }]) => of !== 'id' || name in choices)
    .map(([name, declared]) => fieldOf(kind, name, declared, choices[name]));
}

function fieldOf(
  kind: Kind,
  name: string,
  declared: Declared,
  options: readonly Option[] | undefined,
): FormField {
  const hint = hintOf(kind, name);
  return {
    ...{ name, label: t(`cat.f_${name}` as 'cat.f_code'), is_required: declared.required },
    ...{ kind: inputOf(declared, options, isFree(kind, name)), chars_max: declared.chars_max },
    ...(options === undefined ? {} : { options }),
    ...(hint === null ? {} : { hint }),
  };
}

/** A topic may name a part of an indicator that none named before. */
function isFree(kind: Kind, name: string): boolean {
  return kind === 'topic' && name === 'indicator';
}

const INPUTS: Readonly<Record<string, NonNullable<FormField['kind']>>> = {
  ...{ boolean: 'switch', set: 'checks', date: 'date', number: 'number', integer: 'number' },
};

function inputOf(
  { kind, chars_max = 0 }: Declared,
  options: readonly Option[] | undefined,
  isOnlySuggested: boolean,
): NonNullable<FormField['kind']> {
  const known = INPUTS[kind];
  if (known !== undefined) return known;
  if (options !== undefined && !isOnlySuggested) return 'select';
  return chars_max >= LONG_CHARS_MIN ? 'area' : 'text';
}

function hintOf(kind: Kind, name: string): string | null {
  if (name === 'code' && FIXED[kind] !== undefined) return t('cat.code_hint');
  if (kind === 'topic' && name === 'indicator') return t('cat.indicator_hint');
  return kind === 'consent_text' && name === 'version' ? t('cat.version_hint') : null;
}

export function valuesOf(kind: Kind, fields: Fields | null): FormValues {
  return Object.fromEntries(
    declaredOf(kind).map(([name, { kind: of }]) => [name, shown(of, fields?.[name])]),
  );
}

function shown(kind: string, value: unknown): string {
  // What never said otherwise is in use.
  if (kind === 'boolean') return value === false ? '' : '1';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Only of the fields that the form asked for. */
export function wantedOf(kind: Kind, asked: readonly FormField[], values: FormValues): Fields {
  const declared = new Map(declaredOf(kind));
  return Object.fromEntries(
    asked.map(({ name }) => [name, meant(declared.get(name)?.kind ?? '', values[name] ?? '')]),
  );
}

function meant(kind: string, value: unknown): unknown {
  const said = String(value).trim();
  if (kind === 'boolean') return said === '1';
  if (kind === 'set') return said.split(' ').filter(Boolean);
  if (kind === 'number' || kind === 'integer') return said === '' ? null : numberIn(said);
  return said === '' ? null : said;
}

/** As people write it here: 1.333 and 40,5; NaN for what is no number. */
function numberIn(said: string): number {
  return Number(said.replaceAll(/\.(?=\d{3}(?:\D|$))/gu, '').replace(',', '.'));
}

export function hasWrongNumber(wanted: Fields): boolean {
  return Object.values(wanted).some((value) => Number.isNaN(value));
}

export const OUTCOMES: readonly string[] = RECORD_TYPES.guidance.fields.outcome.words;
