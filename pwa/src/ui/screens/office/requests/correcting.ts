/** Which fields of a record its subject may have corrected here, and how they are asked for. */
import type { FoundRecord } from '../../../../state/office/requests.ts';
import { text } from '../../../../state/house_rows.ts';
import type { FormField, FormValues } from '../admin/form.ts';
import { fieldWord } from '../words.ts';

const CORRECTABLE: Readonly<Record<string, readonly string[]>> = {
  household: ['head_name', 'phone', 'address', 'cluster', 'note'],
  filing: ['applicant_name', 'applicant_phone', 'file_code', 'note'],
  guidance: ['person_name', 'note'],
};
const REQUIRED = new Set(['head_name']);

export function isCorrectable({ type }: FoundRecord): boolean {
  return type in CORRECTABLE;
}

export function correctionFields({ type }: FoundRecord): FormField[] {
  return (CORRECTABLE[type] ?? []).map((name) => ({
    ...{ name, label: fieldWord(name), is_required: REQUIRED.has(name) },
    kind: name === 'note' ? 'area' : 'text',
  }));
}

export function correctionValues(record: FoundRecord): FormValues {
  const names = CORRECTABLE[record.type] ?? [];
  return Object.fromEntries(names.map((name) => [name, text(record.fields[name])]));
}
