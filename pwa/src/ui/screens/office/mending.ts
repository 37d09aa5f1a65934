/**
 * Held work as the repair desk shows it: what each change records, which fields are at fault, and
 * the changes with what was mended laid over them. The held work itself is never altered.
 */

import type { AnyChange, Reason } from '../../../core/record.ts';

const TITLE_FIELDS = ['head_name', 'applicant_name', 'person_name', 'title', 'name', 'full_name'];

/** Mended values by "change index/field". */
export type Mended = Readonly<Record<string, unknown>>;

export function mendKey(change: number, field: string): string {
  return `${String(change)}/${field}`;
}

export function fieldsOf(change: AnyChange): Readonly<Record<string, unknown>> {
  return 'fields' in change ? change.fields : {};
}

/** A name out of the changes by which a person recognises the act; '' where there is none. */
export function actTitle(changes: readonly AnyChange[]): string {
  for (const change of changes) {
    const fields = fieldsOf(change);
    const name = TITLE_FIELDS.map((field) => fields[field]).find((value) => isName(value));
    if (typeof name === 'string') return name;
  }
  return '';
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** The reason that speaks of a field of a change, if one does. */
export function faultOf(
  reasons: readonly Reason[],
  change: number,
  field: string,
): Reason | undefined {
  return reasons.find((reason) => reason.change === change && reason.field === field);
}

/** The changes with the mended values in them, or null where nothing was mended. */
export function mendedChanges(changes: readonly AnyChange[], mended: Mended): AnyChange[] | null {
  if (Object.keys(mended).length === 0) return null;
  return changes.map((change, index) => {
    if (!('fields' in change)) return change;
    const fields = { ...change.fields };
    for (const field of Object.keys(fields)) {
      const key = mendKey(index, field);
      if (key in mended) fields[field] = mended[key];
    }
    return { ...change, fields };
  });
}
