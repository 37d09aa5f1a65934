/** Correcting and deleting one's own visit, with its sessions, as one changeset. */
import { deleteChange, updateChange } from '../core/changes.ts';
import type { Change, Fields, StoredRecord } from '../core/record.ts';
import { nowMs, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { dropDraft } from '../store/drafts.ts';
import { isAnonymous } from './consent.ts';
import { text } from './house_rows.ts';
import type { Saved } from './households.ts';
import { mayMend, myPlace } from './my_place.ts';
import {
  findVisitDraft,
  newVisitDraft,
  session,
  sessionsOf,
  type TopicOutcome,
  type VisitDraft,
  type VisitOutcome,
  type VisitTopic,
} from './visits.ts';

export function mayMendVisit(visit_id: string): boolean {
  return mayMend(book.live('visit').get(visit_id));
}

/** The draft of a correction, or the visit as it stands; null where it is not here. */
export async function visitEdit(visit_id: string): Promise<VisitDraft | null> {
  const visit = book.live('visit').get(visit_id);
  if (visit === undefined) return null;
  const standing = draftOf(visit);
  return (await findVisitDraft(standing)) ?? standing;
}

function draftOf(visit: StoredRecord): VisitDraft {
  const { fields } = visit;
  const sessions = sessionsFor(visit.id);
  return {
    ...newVisitDraft(text(fields['household_id'])),
    visit_id: visit.id,
    outcome: text(fields['outcome']) as VisitOutcome,
    topics: topicsIn(sessions),
    person_name: sessions.map((each) => text(each.fields['person_name'])).find(Boolean) ?? '',
    follow_up_on: text(fields['follow_up_on']) || null,
    note: text(fields['note']),
    started_at: new Date(nowMs()),
  };
}

function topicsIn(sessions: readonly StoredRecord[]): VisitTopic[] {
  const topics = new Map<string, VisitTopic>();
  for (const { fields } of sessions) {
    const topic = topicOf(fields);
    const before = topics.get(topic.code);
    topics.set(topic.code, before === undefined ? topic : joined(before, topic));
  }
  return [...topics.values()];
}

function topicOf(fields: Fields): VisitTopic {
  const ware = text(fields['shop_id']) || text(fields['product_id']);
  return {
    ...{ code: text(fields['topic']), outcome: text(fields['outcome']) as TopicOutcome },
    ...{ quantity: Number(fields['quantity'] ?? 1), wares: ware === '' ? [] : [ware] },
  };
}

function joined(a: VisitTopic, b: VisitTopic): VisitTopic {
  return { ...b, quantity: a.quantity + b.quantity, wares: [...a.wares, ...b.wares] };
}

/** Its sessions; those that were only counted are known by the act of this phone that made them. */
function sessionsFor(visit_id: string): StoredRecord[] {
  const made = new Set(
    book
      .entries()
      .filter(({ changeset }) => changeset.changes.some(({ id }) => id === visit_id))
      .flatMap(({ changeset }) => changeset.changes.map(({ id }) => id)),
  );
  return [...book.live('guidance').values()].filter(
    ({ id, fields }) => fields['visit_id'] === visit_id || (made.has(id) && !fields['visit_id']),
  );
}

export async function saveVisitEdit(
  draft: VisitDraft,
  onKept?: (k: number) => Promise<void>,
): Promise<Saved> {
  const visit = book.live('visit').get(draft.visit_id ?? '');
  if (visit === undefined) throw new Error('this visit is not here');
  const { outcome, follow_up_on, note } = draft;
  const changes = [
    ...updated(visit, { outcome, follow_up_on, note }),
    ...sessionChanges(visit, draft),
  ];
  if (changes.length === 0) {
    await dropDraft(`visit-edit:${visit.id}`);
    return { id: visit.id, k: null };
  }
  const entry = await record(changes, { draft_key: `visit-edit:${visit.id}`, onKept });
  return { id: visit.id, k: entry.k };
}

function updated(seen: StoredRecord, wanted: Fields): Change[] {
  const change = updateChange(seen, book.received(seen.id), wanted);
  return change === null ? [] : [change];
}

/** A session that is still wanted is corrected, others go, new ones come. */
function sessionChanges(visit: StoredRecord, draft: VisitDraft): Change[] {
  const left = sessionsFor(visit.id);
  const household = book.find(draft.household_id);
  const isCounted = household !== undefined && isAnonymous(household.fields);
  const named = isCounted ? {} : { person_name: draft.person_name };
  const changes = sessionsOf(draft).flatMap((wanted) => {
    const at = left.findIndex((each) => isAbout(each, wanted));
    const [standing] = at < 0 ? [] : left.splice(at, 1);
    if (standing !== undefined) return updated(standing, { ...wanted, ...named });
    const { household_id } = draft;
    const about = isCounted ? {} : { visit_id: visit.id, household_id, ...named };
    const fields = { ...myPlace(visit.stream), at: visit.fields['visited_at'], ...about };
    return [session(visit.stream, { ...fields, ...wanted })];
  });
  return [...changes, ...left.map(removal)];
}

function isAbout({ fields }: StoredRecord, wanted: Fields): boolean {
  return ['topic', 'shop_id', 'product_id'].every(
    (name) => (fields[name] ?? null) === (wanted[name] ?? null),
  );
}

function removal(seen: StoredRecord): Change {
  return deleteChange(seen, book.received(seen.id));
}

/** The visit and its sessions, children first; it can be taken back. */
export async function deleteVisit(visit_id: string): Promise<Saved> {
  const visit = book.live('visit').get(visit_id);
  if (visit === undefined) return { id: visit_id, k: null };
  const changes = [...sessionsFor(visit_id), visit].map(removal);
  const entry = await record(changes, { draft_key: `visit-edit:${visit_id}` });
  return { id: visit_id, k: entry.k };
}
