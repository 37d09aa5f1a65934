/**
 * The line being typed: its draft, kept at every keystroke; what is still missing; saving it and
 * taking the last one back. It holds no markup and moves the focus only through `focusCell`.
 */

import { fold } from '../../../core/text.ts';
import { localDay } from '../../../i18n/format.ts';
import { findProcedures, type Procedure } from '../../../state/catalogue.ts';
import {
  filingDraft,
  keepFilingDraft,
  saveFiling,
  type FilingDraft,
} from '../../../state/filings.ts';
import type { HouseholdRow } from '../../../state/households.ts';
import { undoLast } from '../../../state/undo.ts';
import type { CellName } from './choices.ts';
import { applicantText, completeFileCode, parseApplicant } from './line.ts';

const SUGGESTIONS_MAX = 6;

/** A moment, never changed once taken. */
function now(): Date {
  return new Date();
}

export const EMPTY: FilingDraft = {
  applicant_name: '',
  applicant_phone: '',
  procedure_code: null,
  procedure_name: '',
  level: 'full',
  outcome: 'submitted',
  file_code: '',
  own_phone: true,
  self_reliance: null,
  household_id: null,
  follow_up_on: null,
  note: '',
  started_at: null,
  saved_at: null,
};

export interface SavedLine {
  readonly id: string;
  readonly draft: FilingDraft;
  readonly k: number | null;
  readonly seconds: number;
}

export type Notice = 'need_applicant' | 'need_procedure' | 'save_failed' | 'undone' | 'undo_failed';

export function focusCell(cell: CellName): void {
  document.getElementById(`cell-${cell}`)?.focus();
}

export class LogLine {
  draft = $state.raw<FilingDraft>(EMPTY);
  applicant = $state('');
  active = $state<CellName | null>(null);
  notice = $state<Notice | null>(null);
  saved = $state.raw<SavedLine | null>(null);
  isChoosing = $state(false);
  highlighted = $state(-1);
  private isSaving = false;

  readonly suggestions: readonly Procedure[] = $derived(
    this.isChoosing ? findProcedures(this.draft.procedure_name).slice(0, SUGGESTIONS_MAX) : [],
  );
  readonly isEmpty: boolean = $derived(
    this.applicant === '' && this.draft.procedure_name === '' && this.draft.file_code === '',
  );

  async load(): Promise<void> {
    const draft = await filingDraft();
    // Somebody may have begun to type meanwhile.
    if (this.isEmpty) this.put(draft);
  }

  change(patch: Partial<FilingDraft>): void {
    this.draft = { ...this.draft, ...patch, started_at: this.draft.started_at ?? now() };
    this.notice = null;
    void keepFilingDraft(this.draft);
  }

  typeApplicant(text: string): void {
    const { name, phone } = parseApplicant(text);
    const isSame = name === this.draft.applicant_name;
    const household_id = isSame ? this.draft.household_id : null;
    this.applicant = text;
    this.change({ applicant_name: name, applicant_phone: phone, household_id });
  }

  /** Where only the marks differ the household's spelling is taken. */
  attach(household: HouseholdRow): void {
    const { applicant_name, applicant_phone } = this.draft;
    const isSame = fold(applicant_name) === fold(household.head_name);
    const name = isSame ? household.head_name : applicant_name;
    this.applicant = applicantText(name, applicant_phone);
    this.change({ household_id: household.id, applicant_name: name });
  }

  typeProcedure(text: string): void {
    this.change({ procedure_name: text, procedure_code: null });
    this.isChoosing = true;
    this.highlighted = text.trim() === '' ? -1 : 0;
  }

  /** Takes the highlighted procedure, or the text as it stands where nothing matches. */
  takeProcedure(index: number): void {
    const chosen = this.suggestions[index];
    const name = chosen?.label_vi ?? this.draft.procedure_name.normalize('NFC').trim();
    const code = chosen === undefined || chosen.code === '' ? null : chosen.code;
    this.change({ procedure_name: name, procedure_code: code });
    this.isChoosing = false;
    this.highlighted = -1;
  }

  completeCode(prefix: string): void {
    const code = completeFileCode(this.draft.file_code, prefix, localDay(now()));
    if (code !== this.draft.file_code) this.change({ file_code: code });
  }

  async save(): Promise<void> {
    const missing = this.missingCell();
    if (missing !== null) {
      this.notice = `need_${missing}`;
      focusCell(missing);
      return;
    }
    if (this.isSaving) return;
    this.isSaving = true;
    try {
      await this.store();
    } catch {
      this.notice = 'save_failed';
    } finally {
      this.isSaving = false;
    }
  }

  private missingCell(): 'applicant' | 'procedure' | null {
    if (this.draft.applicant_name === '') return 'applicant';
    return this.draft.procedure_name.trim() === '' ? 'procedure' : null;
  }

  private async store(): Promise<void> {
    const draft = { ...this.draft, procedure_name: this.draft.procedure_name.trim() };
    const { id, k } = await saveFiling(draft);
    const seconds = Math.round((Date.now() - (draft.started_at?.getTime() ?? Date.now())) / 1000);
    this.put(EMPTY);
    this.saved = { id, draft, k, seconds };
    focusCell('applicant');
  }

  /** Takes the last line back into the cells, to be mended and saved again. */
  async undo(): Promise<void> {
    const last = this.saved;
    if (last === null || last.k === null || !this.isEmpty) return;
    this.saved = null;
    const isUndone = await undoLast(last.k);
    if (isUndone) {
      this.put({ ...last.draft, started_at: now() });
      void keepFilingDraft(this.draft);
    }
    this.notice = isUndone ? 'undone' : 'undo_failed';
    focusCell('applicant');
  }

  private put(draft: FilingDraft): void {
    this.draft = {
      ...draft,
      level: draft.level ?? EMPTY.level,
      outcome: draft.outcome ?? EMPTY.outcome,
      own_phone: draft.own_phone ?? EMPTY.own_phone,
    };
    this.applicant = applicantText(draft.applicant_name, draft.applicant_phone);
    this.notice = null;
    this.isChoosing = false;
    this.highlighted = -1;
  }
}
