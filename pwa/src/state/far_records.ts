/**
 * Records and people that are not in the book of this device, asked for as a desk needs to name
 * them: those of the communes below a province. Each is asked for once and kept until the reload.
 */
import { readonly, writable } from 'svelte/store';

import { request } from '../api/client.ts';
import type { Fields } from '../core/record.ts';
import * as book from '../store/book.ts';
import { text } from './house_rows.ts';

export interface FarRecord {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly fields: Fields;
}

const ids_a_request = 100;
const records = new Map<string, FarRecord | null>();
const names = new Map<string, string>();
const counter = writable(0);

/** Rises whenever something asked for has come. */
export const farChanges = readonly(counter);

/** The record as it is here, or as the server told it; undefined while neither is known. */
export function findAnywhere(id: string): FarRecord | undefined {
  return book.find(id) ?? records.get(id) ?? undefined;
}

export function farName(user_id: string): string {
  return names.get(user_id) ?? '';
}

/** "Ấp Mỹ Phú, Xã Mỹ Thọ" for a stream that this device does not list; '' while unknown. */
export function farPlace(stream: string): string {
  const [level, id = ''] = stream.split(':');
  if (level === 'commune') return communeName(id);
  const unit = findAnywhere(id)?.fields;
  const names = [text(unit?.['name']), communeName(text(unit?.['parent_id']))];
  return names.filter((name) => name !== '').join(', ');
}

function communeName(code: string): string {
  for (const { fields } of book.live('unit').values()) {
    if (fields['code'] === code && fields['level'] === 'commune') return text(fields['name']);
  }
  return '';
}

/** Asks for those of these records that are not known yet. */
export async function askForRecords(ids: readonly string[]): Promise<void> {
  const unknown = [...new Set(ids)].filter((id) => book.find(id) === undefined && !records.has(id));
  for (let at = 0; at < unknown.length; at += ids_a_request) {
    const some = unknown.slice(at, at + ids_a_request);
    const query = some.map((id) => `id=${id}`).join('&');
    const reply = await request('GET', `/records?${query}`);
    if (reply.kind !== 'ok') return;
    for (const id of some) records.set(id, null);
    for (const record of (reply.json as { items: FarRecord[] }).items) {
      records.set(record.id, record);
    }
    counter.update((n) => n + 1);
  }
}

/** Asks for the names of these people, as far as this user may see them. */
export async function askForNames(user_ids: readonly string[]): Promise<void> {
  const unknown = [...new Set(user_ids)].filter((id) => id !== '' && !names.has(id));
  for (const id of unknown) {
    const reply = await request('GET', `/users/${id}`);
    if (reply.kind === 'offline' || reply.kind === 'captive') return;
    names.set(id, reply.kind === 'ok' ? (reply.json as { full_name: string }).full_name : '');
  }
  if (unknown.length > 0) counter.update((n) => n + 1);
}
