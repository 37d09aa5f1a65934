/** The province's catalogue as forms need it: topics and procedures, most used first. */
import { still, type Live } from './live.ts';

export interface Topic {
  readonly code: string;
  readonly label_vi: string;
  readonly label_en: string;
  readonly dedupe_by: string | null;
  readonly indicator: string | null;
}
export interface Procedure {
  readonly code: string;
  readonly label_vi: string;
  readonly note: string;
}

export const topics: Live<readonly Topic[]> = still([]);
export const procedures: Live<readonly Procedure[]> = still([]);

/** Any part of name or code, without diacritics; most used first. */
export function findProcedures(_text: string): readonly Procedure[] {
  return [];
}
