/**
 * Requests of data subjects: kept by the server with their legal clocks. Correcting a record and
 * taking a consent back are acts of this device's log like any other.
 */
import { writable } from 'svelte/store';

import type { RequestDataOut, RequestErasedOut, SubjectRequestOut } from '../../api/wire.ts';
import { updateChange } from '../../core/changes.ts';
import type { Fields, StoredRecord } from '../../core/record.ts';
import { getAccount } from '../../store/account.ts';
import { newId, nowText, record } from '../../store/acts.ts';
import type { Live } from '../live.ts';
import { whenTold, type Told } from '../office_acts.ts';
import { ask, askAll, type Answer } from './ask.ts';
import { homeUnit } from './places.ts';

export type SubjectRequest = SubjectRequestOut;
export type RequestAct = SubjectRequest['acts'][number];
export type RefusalReason = 'not_proven' | 'kept_by_law' | 'taken_back';

/** A record that may be about the person, and why it was found. */
export interface FoundRecord extends StoredRecord {
  readonly because: 'household' | 'phone' | 'name' | 'related';
  /** Of a related one the record that it is about. */
  readonly about?: string;
}
export interface FoundData {
  readonly items: readonly FoundRecord[];
  readonly has_more: boolean;
}
export interface NewRequest {
  readonly kind: string;
  readonly channel: string;
  readonly received_on: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly note: string | null;
}

const count = writable<number | null>(null);

/** How many are open in the caller's commune; null while unknown. */
export const openRequests: Live<number | null> = count;

export async function refreshRequests(): Promise<void> {
  const { id, level } = homeUnit();
  if (level === 'commune') await listRequests(id, 'open');
}

export async function listRequests(
  commune: string,
  status: 'open' | 'closed',
): Promise<Answer<readonly SubjectRequest[]>> {
  const query = new URLSearchParams({ commune, status });
  const answer = await askAll<SubjectRequest>(`/subjects/requests?${query.toString()}`);
  if (answer.ok && status === 'open') count.set(answer.value.length);
  return answer;
}

export function getRequest(id: string): Promise<Answer<SubjectRequest>> {
  return ask('GET', `/subjects/requests/${id}`);
}

/** One request: sent again after a lost answer, it still counts once. */
export function startRequest(): (
  commune: string,
  wanted: NewRequest,
) => Promise<Answer<SubjectRequest>> {
  const id = newId();
  return (commune, wanted) => ask('POST', '/subjects/requests', { id, commune, ...wanted });
}

export async function findData(id: string): Promise<Answer<FoundData>> {
  const answer = await ask<RequestDataOut>('POST', `/subjects/requests/${id}/search`);
  return answer.ok ? { ok: true, value: answer.value as unknown as FoundData } : answer;
}

export function noteAct(
  id: string,
  act: string,
  more: { readonly record_id?: string; readonly why?: RefusalReason } = {},
): Promise<Answer<SubjectRequest>> {
  return ask('POST', `/subjects/requests/${id}/acts`, { act, ...more });
}

export function eraseFor(
  id: string,
  records: readonly FoundRecord[],
): Promise<Answer<RequestErasedOut>> {
  const named = records.map((each) => ({ type: each.type, id: each.id }));
  return ask('POST', `/subjects/requests/${id}/erase`, { records: named });
}

/** Changes the record as its subject asked; null where nothing differs. */
export async function correctRecord(seen: FoundRecord, wanted: Fields): Promise<Told | null> {
  const change = updateChange(seen, seen, wanted);
  if (change === null) return null;
  const { k } = await record([change]);
  return whenTold(k);
}

/** The household agrees to nothing any more; its number leaves the book with the same act. */
export function withdrawConsent(seen: FoundRecord): Promise<Told | null> {
  const given = seen.fields['consent'] as Fields | undefined;
  const consent = {
    purposes: [],
    text_version: given?.['text_version'] ?? '',
    at: nowText(),
    by: getAccount()?.user.id ?? '',
    how: 'withdrawn',
  };
  return correctRecord(seen, { consent, phone: null });
}

export function hasConsent({ fields }: FoundRecord): boolean {
  const consent = fields['consent'] as { readonly purposes?: unknown } | null | undefined;
  return Array.isArray(consent?.purposes) && consent.purposes.length > 0;
}
