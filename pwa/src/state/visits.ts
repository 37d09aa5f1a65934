/** A visit in the making, kept at every keystroke, and recorded as one changeset. */
import { createChange } from '../core/changes.ts';
import type { Change, Fields } from '../core/record.ts';
import { newId, nowMs, nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { keepDraft, readDraft } from '../store/drafts.ts';
import { isAnonymous } from './consent.ts';
import type { Saved } from './households.ts';
import { myPlace } from './my_place.ts';

export type VisitOutcome = 'met' | 'absent' | 'refused' | 'moved';
export type TopicOutcome = 'done' | 'guided' | 'already' | 'declined' | 'failed';
export interface VisitTopic {
  readonly code: string;
  readonly outcome: TopicOutcome;
  readonly quantity: number;
  /** The shops or products that it was about: each is a session of its own. */
  readonly wares: readonly string[];
}
export interface VisitDraft {
  readonly household_id: string;
  /** The visit that is being corrected; null for a new one. */
  readonly visit_id: string | null;
  readonly outcome: VisitOutcome | null;
  readonly topics: readonly VisitTopic[];
  readonly person_name: string;
  /** YYYY-MM-DD */
  readonly follow_up_on: string | null;
  readonly note: string;
  readonly saved_at: Date | null;
  readonly started_at: Date;
}

function draftKey({
  household_id,
  visit_id,
}: Pick<VisitDraft, 'household_id' | 'visit_id'>): string {
  return visit_id === null ? `visit:${household_id}` : `visit-edit:${visit_id}`;
}

export function newVisitDraft(household_id: string): VisitDraft {
  return {
    ...{ household_id, visit_id: null, outcome: null, topics: [], person_name: '' },
    ...{ follow_up_on: null, note: '', saved_at: null, started_at: new Date(nowMs()) },
  };
}

/** The stored draft of this household, or a new one. */
export async function visitDraft(household_id: string): Promise<VisitDraft> {
  const fresh = newVisitDraft(household_id);
  return (await findVisitDraft(fresh)) ?? fresh;
}

/** What was kept of the same visit; drafts of older versions lack what came later. */
export async function findVisitDraft(like: VisitDraft): Promise<VisitDraft | null> {
  const stored = await readDraft<VisitDraft>(draftKey(like));
  if (stored === null) return null;
  const topics = stored.topics.map((topic) => ({ ...{ wares: [] }, ...topic }));
  return { ...like, ...stored, topics };
}

export function keepVisitDraft(draft: VisitDraft): Promise<void> {
  // A form's draft may be a proxy of its framework; the database stores plain values.
  const topics = draft.topics.map((topic) => ({ ...topic, wares: [...topic.wares] }));
  return keepDraft(draftKey(draft), { ...draft, topics, saved_at: new Date(nowMs()) });
}

/**
 * One changeset, the visit and its guidance sessions, stored as the draft is removed. `onKept`
 * hears of it before the book does.
 */
export async function saveVisit(
  draft: VisitDraft,
  onKept?: (k: number) => Promise<void>,
): Promise<Saved> {
  const household = book.find(draft.household_id);
  if (household === undefined || draft.outcome === null) throw new Error('the visit is not whole');
  const { stream } = household;
  const visit_id = newId();
  const { household_id, outcome, follow_up_on, note } = draft;
  const place = myPlace(stream);
  const at = nowText();
  const visit = { household_id, visited_at: at, outcome, channel: 'home', follow_up_on, note };
  const about = { ...place, at, visit_id, household_id, person_name: draft.person_name };
  const sessions = sessionsOf(draft).map((session) => ({ ...about, ...session }));
  const isCounted = isAnonymous(household.fields);
  const changes = [
    createChange('visit', visit_id, stream, { ...visit, team_id: place.team_id }),
    ...sessions.map((fields) => session(stream, isCounted ? onlyCounted(fields) : fields)),
  ];
  const entry = await record(changes, { draft_key: draftKey(draft), onKept });
  return { id: visit_id, k: entry.k };
}

export function session(stream: string, fields: Fields): Change {
  return createChange('guidance', newId(), stream, fields);
}

/** What a topic of the draft becomes: a session each for the wares it was about, else one. */
export function sessionsOf({ outcome, topics }: VisitDraft): Fields[] {
  if (outcome !== 'met') return [];
  return topics.flatMap(({ code, outcome: result, quantity, wares }) => {
    const plain = { topic: code, outcome: result, quantity };
    if (wares.length === 0) return [plain];
    return wares.map((id) => ({ ...plain, quantity: 1, ...wareField(id) }));
  });
}

function wareField(id: string): Fields {
  return book.find(id)?.type === 'product' ? { product_id: id } : { shop_id: id };
}

/** The house said no: neither its name nor anybody's stands beside the count. */
function onlyCounted(fields: Fields): Fields {
  const { topic, outcome, quantity, at, team_id, member_id } = fields;
  return { topic, outcome, quantity, at, team_id, member_id };
}
