/** Photos of a shop or product: taken here, seen wherever their record is. */
import { derived, get } from 'svelte/store';

import { request } from '../api/client.ts';
import { createChange, deleteChange } from '../core/changes.ts';
import type { StoredRecord } from '../core/record.ts';
import { dateOf } from '../core/time.ts';
import { newId, nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import type { PhotoRow } from '../store/database.ts';
import {
  changePhoto,
  dropPhotos,
  giveUpPictures,
  keepPicture,
  photoRows,
  readPicture,
} from '../store/photos.ts';
import { wake } from '../sync/wake.ts';
import { text } from './house_rows.ts';
import type { Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';
import { shrinkPhoto } from './shrink_photo.ts';
import { measure } from './storage.ts';

export { Unreadable } from './shrink_photo.ts';

export interface PhotoView {
  readonly id: string;
  readonly taken_at: Date | null;
  readonly state: 'waiting' | 'refused' | 'here';
  /** Of a waiting one, how much of it the server has, 0 to 1. */
  readonly progress: number;
}
export interface Owner {
  readonly kind: 'shop' | 'product';
  readonly id: string;
}
export type Picture =
  | { readonly blob: Blob }
  /** `coming`: its phone has not sent it yet; `away`: the server has it and is out of reach. */
  | { readonly missing: 'coming' | 'away' };

/** More of one shop tell nobody anything. */
export const photos_of_one_max = 6;
/** Given up at a time where room runs short. */
const room_bytes = 20_000_000;

export function photosOf(owner: Owner): Live<readonly PhotoView[]> {
  const records = fromBook(() => recordsOf(owner), ['photo']);
  return derived([records, photoRows], ([found, rows]) =>
    found.map((each) => view(each, rows.get(each.id))),
  );
}

function recordsOf({ kind, id }: Owner): StoredRecord[] {
  return [...book.live('photo').values()]
    .filter(({ fields }) => fields[`${kind}_id`] === id)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function view({ id, fields }: StoredRecord, row: PhotoRow | undefined): PhotoView {
  const taken_at = dateOf(text(fields['taken_at']) || null);
  if (row?.state !== 'waiting' && row?.state !== 'refused') {
    return { id, taken_at, state: 'here', progress: 1 };
  }
  return { id, taken_at, state: row.state, progress: row.sent / row.size };
}

/** The picture is on the disk before its record: an app that dies in between leaves no promise. */
export async function takePhoto(owner: Owner, file: Blob): Promise<Saved> {
  const about = book.find(owner.id);
  if (about === undefined) throw new Error('this is not here');
  const { picture, ...told } = await shrinkPhoto(file);
  const id = newId();
  await makeRoom();
  await keepPicture({ id, stream: about.stream }, picture, 'waiting');
  const fields = { ...told, bytes: picture.byteLength, taken_at: nowText() };
  const change = createChange('photo', id, about.stream, {
    ...fields,
    [`${owner.kind}_id`]: owner.id,
  });
  try {
    return { id, k: (await record([change])).k };
  } catch (error) {
    await dropPhotos([id]).catch(() => undefined);
    throw error;
  }
}

/** Where room is short, what the server has goes first. */
async function makeRoom(): Promise<void> {
  const room = await measure();
  if (room !== null && room.level !== 'plenty') await giveUpPictures(room_bytes);
}

export async function deletePhoto(id: string): Promise<Saved> {
  const seen = book.find(id);
  if (seen === undefined) return { id, k: null };
  return { id, k: (await record([deleteChange(seen, book.received(id))])).k };
}

/** From this phone, or from the server and then kept here. */
export async function loadPicture(id: string): Promise<Picture> {
  const seen = book.find(id);
  const kept = await readPicture(id);
  if (kept !== null) return { blob: asImage(kept) };
  const reply = await request('GET', `/photos/${id}`);
  if (reply.kind === 'ok' && reply.json instanceof Blob) {
    const picture = await reply.json.arrayBuffer();
    await makeRoom();
    // Where it cannot be kept it is still shown.
    if (seen !== undefined) await keepPicture(seen, picture, 'copy').catch(() => undefined);
    return { blob: asImage(picture) };
  }
  const is_coming = reply.kind === 'problem' && reply.code === 'photo_on_its_way';
  return { missing: is_coming || book.received(id) === undefined ? 'coming' : 'away' };
}

function asImage(picture: ArrayBuffer): Blob {
  return new Blob([picture], { type: 'image/jpeg' });
}

/** Begins anew with one that the server refused. */
export async function sendAgain(id: string): Promise<void> {
  if (!get(photoRows).has(id)) return;
  await changePhoto(id, { state: 'waiting', why: null, sent: 0, tries: 0 });
  wake('person');
}
