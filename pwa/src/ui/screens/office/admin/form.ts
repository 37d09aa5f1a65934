/** What a form of the office asks: each field by name, as plain text until it is sent. */

export interface Option {
  readonly value: string;
  readonly label: string;
}
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly kind?: 'text' | 'select' | 'checks' | 'area' | 'date' | 'number' | 'switch' | 'password';
  readonly hint?: string;
  /** To choose from; of a text they are only suggested. */
  readonly options?: readonly Option[];
  readonly is_required?: boolean;
  readonly chars_max?: number | undefined;
}
/** `checks` are joined by a space, a `switch` is '1' or ''. */
export type FormValues = Record<string, string>;

/** The names of required fields that are still empty. */
export function missingOf(fields: readonly FormField[], values: FormValues): string[] {
  return fields
    .filter(({ name, is_required }) => is_required === true && (values[name] ?? '').trim() === '')
    .map(({ name }) => name);
}

export function toggled(joined: string, value: string): string {
  const parts = joined.split(' ').filter(Boolean);
  const next = parts.includes(value) ? parts.filter((each) => each !== value) : [...parts, value];
  return next.join(' ');
}
