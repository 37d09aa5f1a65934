/**
 * The pictures of photos on this phone: its own until they have been sent and for as long as there
 * is room, others' as copies. What is still to be sent is never given up for room.
 */
import { readonly, writable } from 'svelte/store';

import type { StoredRecord } from '../core/record.ts';
import { nowMs } from './clock.ts';
import { getDatabase, type PhotoRow } from './database.ts';
import { tellOtherTabs } from './tabs.ts';
import { currentKey, isSealed, open, seal, type Kept } from './vault.ts';

const current = writable<ReadonlyMap<string, PhotoRow>>(new Map());

/** What is known of each picture that is here, by the id of its record. */
export const photoRows = readonly(current);

const in_full = ['photos', 'pictures'] as const;

export function listPhotos(): Promise<PhotoRow[]> {
  return getDatabase().photos.toArray();
}

/** Reads anew what this or another tab has changed. */
export async function loadPhotos(): Promise<void> {
  current.set(new Map((await listPhotos()).map((row) => [row.id, row])));
}

export function forgetPhotos(): void {
  current.set(new Map());
}

/** Puts a picture on the disk; of one that is there already only what is not yet known changes. */
export async function keepPicture(
  { id, stream }: Pick<StoredRecord, 'id' | 'stream'>,
  picture: ArrayBuffer,
  state: 'waiting' | 'copy',
): Promise<void> {
  const body = await seal(picture);
  const row: PhotoRow = {
    ...{ id, stream, size: picture.byteLength, sent: 0, state, why: null, tries: 0 },
    ...{ epoch: null },
    ...{ kept_ms: nowMs(), gone_ms: null, kid: keyOf(body) },
  };
  await getDatabase().transaction(in_full, async ({ photos, pictures }) => {
    if (state === 'copy' && (await photos.get(id)) !== undefined) return;
    await photos.put(row);
    await pictures.put({ id, body });
  });
  await changed();
}

/** Null where it is not on this phone. */
export async function readPicture(id: string): Promise<ArrayBuffer | null> {
  const row = await getDatabase().pictures.get(id);
  return row === undefined ? null : open(row.body);
}

/** Does nothing where the picture has gone meanwhile. */
export async function changePhoto(id: string, change: Partial<PhotoRow>): Promise<void> {
  await getDatabase().transaction(['photos'], async ({ photos }) => {
    const row = await photos.get(id);
    if (row !== undefined) await photos.put({ ...row, ...change });
  });
  await changed();
}

export async function dropPhotos(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await getDatabase().transaction(in_full, async ({ photos, pictures }) => {
    await photos.bulkDelete(ids);
    await pictures.bulkDelete(ids);
  });
  await changed();
}

/** Gives up pictures that the server has, others' first, then the oldest, until so much is free. */
export async function giveUpPictures(bytes: number): Promise<void> {
  const rows = (await listPhotos()).filter(({ state }) => state === 'copy' || state === 'sent');
  const rank = ({ state }: PhotoRow) => (state === 'copy' ? 0 : 1);
  rows.sort((a, b) => rank(a) - rank(b) || a.kept_ms - b.kept_ms);
  const given: string[] = [];
  let free = 0;
  for (const row of rows) {
    if (free >= bytes) break;
    free += row.size;
    given.push(row.id);
  }
  await dropPhotos(given);
}

export function isOtherwiseSealed({ kid }: PhotoRow): boolean {
  return kid !== currentKey();
}

/** One after the other: all of them at once may be more than a phone's memory. */
export async function resealPictures(): Promise<void> {
  for (const row of (await listPhotos()).filter(isOtherwiseSealed)) {
    const picture = await readPicture(row.id);
    if (picture === null) continue;
    const body = await seal(picture);
    await getDatabase().transaction(in_full, async ({ photos, pictures }) => {
      const now = await photos.get(row.id);
      if (now === undefined) return;
      await photos.put({ ...now, kid: keyOf(body) });
      await pictures.put({ id: row.id, body });
    });
  }
}

function keyOf(body: Kept<ArrayBuffer>): string | null {
  return isSealed(body) ? body.kid : null;
}

async function changed(): Promise<void> {
  await loadPhotos();
  tellOtherTabs({ streams: [], log: true });
}
