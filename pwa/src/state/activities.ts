/**
 * Gatherings: heads and topics, never names. What was shown is recorded as guidance sessions with a
 * quantity in the same changeset, because only sessions count.
 */
import { createChange, deleteChange, updateChange } from '../core/changes.ts';
import type { Change, Fields, StoredRecord } from '../core/record.ts';
import { dateOf } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import { newId, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { text } from './house_rows.ts';
import type { RowState, Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';
import { mayMend, myPlace } from './my_place.ts';
import { session } from './visits.ts';

export const kinds = [
  'party_cell',
  'farmers_club',
  'cooperative',
  'crowd',
  'training',
  'team_meeting',
] as const;
export type ActivityKind = (typeof kinds)[number];

export interface Shown {
  readonly code: string;
  readonly outcome: 'done' | 'guided';
  readonly heads: number;
}
export interface ActivityForm {
  readonly stream: string;
  readonly kind: ActivityKind | null;
  readonly title: string;
  readonly place: string;
  /** RFC 3339 */
  readonly starts_at: string;
  readonly attendees: number;
  readonly partners: readonly string[];
  readonly shown: readonly Shown[];
  readonly note: string;
  readonly plan_id: string | null;
}
export interface Activity {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly place: string;
  readonly at: Date | null;
  readonly attendees: number;
  readonly topics: number;
  readonly state: RowState;
}

/** The newest first. */
export const activities: Live<readonly Activity[]> = fromBook(() =>
  [...book.live('activity').values()]
    .map(view)
    .sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)),
);

function view({ id, fields }: StoredRecord): Activity {
  const counts = (fields['counts'] ?? {}) as Readonly<Record<string, number>>;
  return {
    ...{ id, kind: text(fields['kind']), title: text(fields['title']) },
    ...{ place: text(fields['place']), at: dateOf(fields['starts_at']) },
    attendees: Number(fields['attendees'] ?? 0),
    topics: Object.values(counts).filter((n) => n > 0).length,
    state: book.stateOf(id),
  };
}

/** The activity as a form, and whether this person may mend it; null where it is not here. */
export function findActivity(id: string): { form: ActivityForm; mayMend: boolean } | null {
  const found = book.live('activity').get(id);
  if (found === undefined) return null;
  const { fields, stream } = found;
  const { partners } = fields;
  const shown = sessionsAt(id).map(({ fields: each }) => ({
    code: text(each['topic']),
    outcome: each['outcome'] === 'done' ? ('done' as const) : ('guided' as const),
    heads: Number(each['quantity'] ?? 1),
  }));
  const form: ActivityForm = {
    ...{ stream, kind: text(fields['kind']) as ActivityKind, title: text(fields['title']) },
    ...{ place: text(fields['place']), starts_at: text(fields['starts_at']), shown },
    attendees: Number(fields['attendees'] ?? 0),
    partners: Array.isArray(partners) ? (partners as string[]) : [],
    note: text(fields['note']),
    plan_id: text(fields['plan_id']) || null,
  };
  return { form, mayMend: mayMend(found) };
}

function sessionsAt(activity_id: string): StoredRecord[] {
  return [...book.live('guidance').values()].filter(
    ({ fields }) => fields['activity_id'] === activity_id,
  );
}

/** Partners of the catalogue, then those that gatherings here have named before. */
export const partnerNames: Live<readonly string[]> = fromBook(() => {
  const listed = [...book.live('partner').values()].map(({ fields }) => text(fields['name']));
  const named = ['activity', 'plan'].flatMap((type) =>
    [...book.live(type).values()].flatMap(({ fields: { partners } }) =>
      Array.isArray(partners) ? (partners as string[]) : [],
    ),
  );
  return [...new Set([...listed, ...named])].filter(Boolean);
});

export async function saveActivity(
  id: string | null,
  form: ActivityForm,
  draft_key: string,
): Promise<Saved> {
  const activity_id = id ?? newId();
  const { shown, stream, ...typed } = form;
  const heads = shown.filter((each) => each.heads > 0);
  const counts = Object.fromEntries(heads.map(({ code, heads: n }) => [code, n]));
  // A Party cell's list of names would show who is a member: it has no place for any.
  const note = form.kind === 'party_cell' ? '' : typed.note;
  const fields: Fields = { ...typed, note, counts };
  const changes = [
    ...mainChange(activity_id, stream, fields),
    ...sessionChanges(activity_id, { ...form, shown: heads }),
  ];
  if (changes.length === 0) return { id: activity_id, k: null };
  return { id: activity_id, k: (await record(changes, { draft_key })).k };
}

function mainChange(id: string, stream: string, fields: Fields): Change[] {
  const seen = book.live('activity').get(id);
  return seen === undefined
    ? [createChange('activity', id, stream, fields)]
    : updated(seen, fields);
}

function updated(seen: StoredRecord, fields: Fields): Change[] {
  const change = updateChange(seen, book.received(seen.id), fields);
  return change === null ? [] : [change];
}

function sessionChanges(activity_id: string, { shown, stream, starts_at }: ActivityForm): Change[] {
  const left = sessionsAt(activity_id);
  const place = myPlace(stream);
  const changes = shown.flatMap(({ code, outcome, heads }) => {
    const at = left.findIndex(({ fields }) => fields['topic'] === code);
    const [standing] = at < 0 ? [] : left.splice(at, 1);
    const counted = { topic: code, outcome, quantity: heads };
    if (standing !== undefined) return updated(standing, counted);
    return [session(stream, { ...counted, at: starts_at, activity_id, ...place })];
  });
  return [...changes, ...left.map((each) => deleteChange(each, book.received(each.id)))];
}

export async function deleteActivity(id: string): Promise<Saved> {
  const seen = book.live('activity').get(id);
  if (seen === undefined) return { id, k: null };
  const all = [...sessionsAt(id), seen];
  const changes = all.map((each) => deleteChange(each, book.received(each.id)));
  return { id, k: (await record(changes)).k };
}

/** The hamlets that this person may write, as the server lists them. */
export function myHamlets(): readonly { readonly stream: string; readonly name: string }[] {
  return (getAccount()?.streams ?? []).filter(
    ({ stream, access }) => stream.startsWith('hamlet:') && access === 'write',
  );
}
