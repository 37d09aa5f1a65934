/** The desk's filing log: the line being typed, the day's list, and finding earlier filings. */
import type { HouseholdRow, RowState, Saved } from './households.ts';
import { still, type Live } from './live.ts';

export type FilingOutcome =
  | 'submitted'
  | 'missing_papers'
  | 'no_vneid'
  | 'system_error'
  | 'referred'
  | 'looked_up'
  | 'completed'
  | 'returned';
export interface FilingRow {
  readonly id: string;
  readonly at: Date | null;
  readonly applicant_name: string;
  readonly procedure_name: string;
  readonly level: 'full' | 'partial' | null;
  readonly outcome: FilingOutcome;
  readonly file_code: string;
  readonly own_phone: boolean | null;
  readonly self_reliance: number | null;
  readonly household_id: string | null;
  readonly state: RowState;
  /** From the first key to Enter, or null where unknown. */
  readonly seconds: number | null;
}
export interface FilingDraft {
  readonly applicant_name: string;
  readonly applicant_phone: string;
  readonly procedure_code: string | null;
  readonly procedure_name: string;
  readonly level: 'full' | 'partial' | null;
  readonly outcome: FilingOutcome | null;
  readonly file_code: string;
  readonly own_phone: boolean | null;
  readonly self_reliance: number | null;
  readonly household_id: string | null;
  readonly follow_up_on: string | null;
  readonly note: string;
  readonly started_at: Date | null;
  readonly saved_at: Date | null;
}

/** The filings of a local day (YYYY-MM-DD), newest first. */
export function filings(_day: string): Live<readonly FilingRow[]> {
  return still([]);
}

export function filingDraft(): Promise<FilingDraft> {
  return Promise.resolve({
    applicant_name: '',
    applicant_phone: '',
    procedure_code: null,
    procedure_name: '',
    level: null,
    outcome: null,
    file_code: '',
    own_phone: null,
    self_reliance: null,
    household_id: null,
    follow_up_on: null,
    note: '',
    started_at: null,
    saved_at: null,
  });
}

export function keepFilingDraft(_draft: FilingDraft): Promise<void> {
  return Promise.resolve();
}

/** One changeset; submitted or completed also records the guidance session DVC-FILE. */
export function saveFiling(_draft: FilingDraft): Promise<Saved> {
  return Promise.resolve({ id: '', n: null });
}

/** By name, phone or file code, across the commune, without diacritics. */
export function findFilings(_text: string): readonly FilingRow[] {
  return [];
}

/** Households whose head has such a name, the lately visited ones first. */
export function matchHouseholds(_name: string): readonly HouseholdRow[] {
  return [];
}
