/** A visit in the making, kept at every keystroke, and recorded as one changeset. */
import { createChange, deleteChange } from '../core/changes.ts';
import type { Fields } from '../core/record.ts';
import { getAccount } from '../store/account.ts';
import { newId, nowMs, nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { keepDraft, readDraft } from '../store/drafts.ts';
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

const draftKey = (household_id: string): string => `visit:${household_id}`;

/** The stored draft of this household, or a new one. */
export async function visitDraft(household_id: string): Promise<VisitDraft> {
  const stored = await readDraft<VisitDraft>(draftKey(household_id));
  if (stored !== null) return stored;
  return {
    ...{ household_id, outcome: null, topics: [], person_name: '', follow_up_on: null, note: '' },
    ...{ saved_at: null, started_at: new Date(nowMs()) },
  };
}

export function keepVisitDraft(draft: VisitDraft): Promise<void> {
  // A form's draft may be a proxy of its framework; the database stores plain values.
  const topics = draft.topics.map(({ code, outcome, quantity }) => ({ code, outcome, quantity }));
  return keepDraft(draftKey(draft.household_id), { ...draft, topics, saved_at: new Date(nowMs()) });
}

/** One changeset, the visit and its guidance sessions, stored as the draft is removed. */
export async function saveVisit(draft: VisitDraft): Promise<Saved> {
  const household = book.find(draft.household_id);
  if (household === undefined || draft.outcome === null) throw new Error('the visit is not whole');
  const { stream } = household;
  const visit_id = newId();
  const now = nowText();
  const { household_id, outcome, follow_up_on, note } = draft;
  const visit = { household_id, visited_at: now, outcome, follow_up_on, note };
  const topics = outcome === 'met' ? draft.topics : [];
  const changes = [
    createChange('visit', visit_id, stream, visit),
    ...topics.map((topic) => createChange('guidance', newId(), stream, guidance(topic, draft))),
  ];
  function guidance(topic: VisitTopic, { person_name }: VisitDraft): Fields {
    const { code, quantity } = topic;
    return {
      ...{ topic: code, outcome: topic.outcome, at: now, visit_id, household_id, quantity },
      person_name,
    };
  }
  const entry = await record(changes, { draft_key: draftKey(household_id) });
  return { id: visit_id, n: entry.n };
}

/** Deletes what changeset `n` created, as a new changeset; false when there is nothing to undo. */
export async function undoLast(n: number): Promise<boolean> {
  const device_id = getAccount()?.device_id;
  const entry = book.entries().find((each) => each.n === n && each.device === device_id);
  const created = (entry?.changeset.changes ?? []).filter(({ op }) => op === 'create');
  const standing = created
    .map(({ id }) => book.find(id))
    .filter((each) => each !== undefined && !each.deleted);
  // Children were created after their parents, and go before them.
  const changes = standing
    .reverse()
    .flatMap((each) => (each ? [deleteChange(each, book.received(each.id))] : []));
  if (changes.length === 0) return false;
  await record(changes);
  return true;
}
