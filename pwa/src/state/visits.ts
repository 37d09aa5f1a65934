/** A visit in the making, kept at every keystroke, and recorded as one changeset. */
import type { Saved } from './households.ts';

export type VisitOutcome = 'met' | 'absent' | 'refused' | 'moved';
export type TopicOutcome = 'done' | 'guided' | 'already' | 'declined' | 'failed';
export interface VisitTopic {
  readonly code: string;
  readonly outcome: TopicOutcome;
  readonly quantity: number;
}
export interface VisitDraft {
  readonly household_id: string;
  readonly outcome: VisitOutcome | null;
  readonly topics: readonly VisitTopic[];
  readonly person_name: string;
  /** YYYY-MM-DD */
  readonly follow_up_on: string | null;
  readonly note: string;
  readonly saved_at: Date | null;
  readonly started_at: Date;
}

/** The stored draft of this household, or a new one. */
export function visitDraft(household_id: string): Promise<VisitDraft> {
  return Promise.resolve({
    household_id,
    outcome: null,
    topics: [],
    person_name: '',
    follow_up_on: null,
    note: '',
    saved_at: null,
    started_at: new Date(),
  });
}

export function keepVisitDraft(_draft: VisitDraft): Promise<void> {
  return Promise.resolve();
}

export function dropVisitDraft(_household_id: string): Promise<void> {
  return Promise.resolve();
}

/** One changeset, the visit and its guidance sessions, stored as the draft is removed. */
export function saveVisit(_draft: VisitDraft): Promise<Saved> {
  return Promise.resolve({ id: '', n: null });
}

/** Deletes what changeset `n` created, as a new changeset; false when there is nothing to undo. */
export function undoLast(_n: number): Promise<boolean> {
  return Promise.resolve(false);
}
