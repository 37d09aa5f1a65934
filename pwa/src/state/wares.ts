/**
 * What a household sells: shops that take electronic payment and products on a trading floor.
 * Names and places of sale only, never an account number.
 */
import { createChange, deleteChange, updateChange } from '../core/changes.ts';
import type { Change, Fields, StoredRecord } from '../core/record.ts';
import { newId, nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { isAnonymous } from './consent.ts';
import { text } from './house_rows.ts';
import type { RowState, Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';
import { myPlace } from './my_place.ts';
import { session, type TopicOutcome } from './visits.ts';

export type WareKind = 'shop' | 'product';
export interface Ware {
  readonly id: string;
  readonly kind: WareKind;
  readonly household_id: string;
  readonly name: string;
  readonly platform: string;
  readonly url: string;
  readonly accepts: readonly string[];
  readonly ocop_stars: number | null;
  readonly listed_on: string | null;
  readonly note: string;
  readonly state: RowState;
}
export interface WareForm {
  readonly name: string;
  readonly platform: string;
  readonly url: string;
  readonly accepts: readonly string[];
  readonly ocop_stars: number | null;
  readonly listed_on: string;
  readonly note: string;
  /** Also record a session about it, with this outcome. */
  readonly session: TopicOutcome | null;
}

/** The topic that counts a shop, and the one that counts a product. */
const topic_of = { shop: 'QR-SHOP', product: 'PROD' } as const;

/** What a topic is about, where it is about something that is sold. */
export function wareKindOf(topic: string, dedupe_by: string | null): WareKind | null {
  if (dedupe_by === 'shop' || topic === 'SHOP') return 'shop';
  return dedupe_by === 'product' || topic === 'OCOP' ? 'product' : null;
}

export function waresOf(household_id: string): Live<readonly Ware[]> {
  return fromBook(() =>
    (['shop', 'product'] as const).flatMap((kind) =>
      [...book.live(kind).values()]
        .filter(({ fields }) => fields['household_id'] === household_id)
        .map((each) => view(each, kind)),
    ),
  );
}

export function findWare(id: string): Ware | null {
  const found = book.find(id);
  if (found === undefined || found.deleted) return null;
  return found.type === 'shop' || found.type === 'product' ? view(found, found.type) : null;
}

function view({ id, fields }: StoredRecord, kind: WareKind): Ware {
  const { accepts, ocop_stars } = fields;
  return {
    ...{ id, kind, household_id: text(fields['household_id']), name: text(fields['name']) },
    ...{ platform: text(fields['platform']), url: text(fields['url']) },
    accepts: Array.isArray(accepts) ? (accepts as string[]) : [],
    ocop_stars: typeof ocop_stars === 'number' ? ocop_stars : null,
    listed_on: text(fields['listed_on']) || null,
    note: text(fields['note']),
    state: book.stateOf(id),
  };
}

/** One changeset: the shop or product, and the session about it where one is wanted. */
export async function saveWare(
  target: { readonly kind: WareKind; readonly household_id: string; readonly id: string | null },
  form: WareForm,
  draft_key: string,
): Promise<Saved> {
  const household = book.find(target.household_id);
  if (household === undefined) throw new Error('this household is not here');
  const id = target.id ?? newId();
  const { session: outcome, ...typed } = form;
  const fields: Fields = { ...typed, household_id: target.household_id };
  const changes = [...wareChange(target.kind, id, household.stream, fields)];
  if (outcome !== null) changes.push(sessionAbout(target.kind, id, household, outcome));
  if (changes.length === 0) return { id, k: null };
  return { id, k: (await record(changes, { draft_key })).k };
}

function wareChange(kind: WareKind, id: string, stream: string, fields: Fields): Change[] {
  const seen = book.live(kind).get(id);
  if (seen === undefined) return [createChange(kind, id, stream, fields)];
  const change = updateChange(seen, book.received(id), fields);
  return change === null ? [] : [change];
}

function sessionAbout(
  kind: WareKind,
  id: string,
  household: StoredRecord,
  outcome: TopicOutcome,
): Change {
  const about = isAnonymous(household.fields)
    ? {}
    : { household_id: household.id, [`${kind}_id`]: id };
  const counted = { topic: topic_of[kind], outcome, at: nowText(), quantity: 1 };
  return session(household.stream, { ...counted, ...myPlace(household.stream), ...about });
}

export async function deleteWare(id: string): Promise<Saved> {
  const seen = book.find(id);
  if (seen === undefined) return { id, k: null };
  // Its photos go with it, in the same act: taking it back brings them all.
  const photos = [...book.live('photo').values()].filter(
    ({ fields }) => fields['shop_id'] === id || fields['product_id'] === id,
  );
  const changes = [...photos, seen].map((each) => deleteChange(each, book.received(each.id)));
  return { id, k: (await record(changes)).k };
}
