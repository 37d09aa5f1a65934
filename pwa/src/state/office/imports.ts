/** Tables of households and people from Excel: looked at first, then written whole. */
import type { ImportedOut, ImportPreviewOut } from '../../api/wire.ts';
import { newId } from '../../store/clock.ts';
import { ask, type Answer } from './ask.ts';

export type ImportKind = 'households' | 'users';
export type ImportPreview = ImportPreviewOut;
export type Imported = ImportedOut;

export interface Table {
  readonly kind: ImportKind;
  readonly file: Blob;
  readonly commune: string;
  /** Where rows that name no hamlet belong; '' where they must name one. */
  readonly hamlet: string;
  /** Column of each field; null lets the server guess. */
  readonly columns: Readonly<Record<string, number>> | null;
}

function query(table: Table, more: Readonly<Record<string, string>>): string {
  const { columns, commune, hamlet } = table;
  const given = new URLSearchParams({ commune, ...more });
  if (hamlet !== '') given.set('hamlet', hamlet);
  if (columns !== null) {
    given.set(
      'columns',
      Object.entries(columns)
        .map(([name, at]) => `${name}:${String(at)}`)
        .join(','),
    );
  }
  return given.toString();
}

export function previewImport(table: Table, language: string): Promise<Answer<ImportPreview>> {
  return ask('POST', `/imports/${table.kind}/preview?${query(table, { language })}`, table.file);
}

/** One import: asked again after a lost answer, it still counts once. */
export function startImport(): (table: Table) => Promise<Answer<Imported>> {
  const id = newId();
  return (table) => {
    const more = { id, leave_out_bad: 'true', leave_out_doubles: 'true' };
    return ask('POST', `/imports/${table.kind}?${query(table, more)}`, table.file);
  };
}
