/** The fields of a record that say something to whom it is about: no ids, no blanks. */
import type { Fields } from '../../../../core/record.ts';

const SILENT = new Set(['merged_into', 'apart_from']);

export function shownFields({ fields }: { readonly fields: Fields }): [string, unknown][] {
  return Object.entries(fields)
    .filter(([name, value]) => !name.endsWith('_id') && !SILENT.has(name) && !isBlank(value))
    .map(([name, value]) => [name, name === 'consent' ? withoutAsker(value) : value]);
}

/** Who asked is known by an id alone. */
function withoutAsker(consent: unknown): unknown {
  return Object.fromEntries(Object.entries(consent as Fields).filter(([name]) => name !== 'by'));
}

function isBlank(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
