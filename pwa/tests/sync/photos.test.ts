import 'fake-indexeddb/auto';

import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange, deleteChange } from '../../src/core/changes.ts';
import { loadPicture } from '../../src/state/photos.ts';
import { clearPhone } from '../../src/state/people_here.ts';
import { undoLast } from '../../src/state/undo.ts';
import { deleteWare } from '../../src/state/wares.ts';
import { newId, record } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase, getDatabase } from '../../src/store/database.ts';
import { makeVault } from '../../src/store/pin.ts';
import {
  giveUpPictures,
  keepPicture,
  listPhotos,
  photoRows,
  readPicture,
} from '../../src/store/photos.ts';
import { startOver } from '../../src/store/rescue.ts';
import { needsResealing, resealAll } from '../../src/store/reseal.ts';
import { closeAccount, openAccount } from '../../src/store/users.ts';
import { isSealed, useKeys } from '../../src/store/vault.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { sendPhotos } from '../../src/sync/photos.ts';
import { PhotoServer } from './photo_server.ts';
import { beginPhone, recordHousehold } from './phone.ts';
import { hamlet, Server } from './server.ts';

const ignore = (): void => undefined;
const size = 100_000;
const few_rounds = 10;
const day_ms = 24 * 3_600_000;
let server = new Server();
let photos = new PhotoServer(server);
let user_id = '';
let shop = '';

beforeEach(async () => {
  server = new Server();
  photos = new PhotoServer(server);
  user_id = await beginPhone(server);
  vi.stubGlobal('fetch', photos.fetch);
  vi.stubGlobal('navigator', {});
  shop = newId();
  await record([createChange('shop', shop, hamlet, { name: 'Tiệm Cô Ba' })]);
});
afterEach(() => {
  closeAccount();
  closeDatabase();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function pixels(seed = 1): ArrayBuffer {
  return Uint8Array.from({ length: size }, (_, i) => (i * seed) % 251).buffer;
}

async function take(seed = 1): Promise<string> {
  const id = newId();
  await keepPicture({ id, stream: hamlet }, pixels(seed), 'waiting');
  await record([createChange('photo', id, hamlet, { shop_id: shop, bytes: size })]);
  return id;
}

/** All that one turn of the scheduler does. */
async function send(isInterrupted = () => false): Promise<unknown> {
  await exchange(ignore);
  return sendPhotos(isInterrupted);
}

function stateOf(id: string): string | undefined {
  return get(photoRows).get(id)?.state;
}

test('a photo goes after its record, in parts, and is whole at the server', async () => {
  const id = await take();
  expect(stateOf(id)).toBe('waiting');
  await sendPhotos(() => false);
  expect(photos.parts, 'without its record nothing goes').toEqual([]);
  expect(await send()).toBeNull();
  expect(photos.parts).toEqual([32_768, 32_768, 32_768, size - 3 * 32_768]);
  expect([...(photos.pictures.get(id) ?? [])]).toEqual([...new Uint8Array(pixels())]);
  expect(stateOf(id)).toBe('sent');
  await send();
  expect(photos.parts).toHaveLength(4);
});

test('after a cut, and after an app that was ended, it goes on where the server is', async () => {
  const id = await take();
  photos.troubles.push('lost', 'cut');
  expect(await send()).toEqual({ kind: 'offline' });
  expect(stateOf(id)).toBe('waiting');
  closeAccount();
  await openAccount(user_id);
  expect(await send()).toEqual({ kind: 'offline' });
  expect(await send()).toBeNull();
  expect(photos.parts, 'no part came twice').toHaveLength(4);
  expect(stateOf(id)).toBe('sent');
});

test('what is recorded meanwhile goes before the rest of the photo', async () => {
  const id = await take();
  await send(() => photos.parts.length === 2);
  expect(photos.parts).toHaveLength(2);
  expect(stateOf(id)).toBe('waiting');
  await recordHousehold('Lê Văn Ba');
  await send();
  expect(server.live().map(({ type }) => type)).toContain('household');
  expect(stateOf(id)).toBe('sent');
});

test('a photo whose record is held waits for it', async () => {
  const id = await take();
  const entry = book.entries().at(-1);
  server.held.add(entry?.changeset.id ?? '');
  await send();
  expect(photos.parts).toEqual([]);
  expect(stateOf(id)).toBe('waiting');
});

test('bytes that came damaged are sent again, but not for ever', async () => {
  const id = await take();
  photos.troubles.push('hash');
  await send();
  expect(stateOf(id)).toBe('waiting');
  await send();
  expect(stateOf(id)).toBe('sent');

  const other = await take(2);
  photos.troubles.push('hash');
  await send();
  photos.troubles.push('hash');
  await send();
  photos.troubles.push('hash');
  await send();
  expect(stateOf(other)).toBe('refused');
});

test('one that the server will not have stays on the phone and stops no other', async () => {
  const first = await take();
  const second = await take(2);
  photos.troubles.push('shape');
  await send();
  expect([stateOf(first), stateOf(second)]).toEqual(['refused', 'sent']);
  expect(get(photoRows).get(first)?.why).toBe('shape');
  expect(await readPicture(first)).not.toBeNull();
});

test('a server that was restored gets again what it lost', async () => {
  const id = await take();
  await exchange(ignore);
  const before = server.backup();
  await send();
  server.restore(before);
  photos.pictures.clear();
  photos.begun.clear();
  await send();
  expect(photos.pictures.has(id)).toBe(true);
  expect(stateOf(id)).toBe('sent');
});

test('a photo that a restored server still has is only asked after', async () => {
  const id = await take();
  await send();
  server.restore(server.backup());
  const sent = photos.parts.length;
  await send();
  expect(photos.parts).toHaveLength(sent);
  expect(get(photoRows).get(id)?.epoch).toBe(server.epoch);
});

test('deleted before it was sent it is not sent, and comes back with the undo', async () => {
  const id = await take();
  await exchange(ignore);
  const seen = book.find(id);
  if (seen === undefined) throw new Error('it is not in the book');
  const { k } = await record([deleteChange(seen, book.received(id))]);
  await send();
  expect(photos.parts).toEqual([]);
  await undoLast(k);
  server.apply(createChange('photo', id, hamlet, { shop_id: shop, bytes: size }));
  await send();
  expect(stateOf(id)).toBe('sent');
});

test('a picture goes with its record: at once where it was sent, else a day later', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const sent = await take();
  await send();
  const unsent = await take(2);
  await exchange(ignore);
  for (const id of [sent, unsent]) {
    server.apply({ op: 'delete', type: 'photo', id, stream: hamlet, base: 1 });
  }
  await send();
  expect(await readPicture(sent)).toBeNull();
  expect(await readPicture(unsent)).not.toBeNull();
  vi.setSystemTime(Date.now() + day_ms + 60_000);
  await send();
  expect(await readPicture(unsent)).toBeNull();
});

test('a shop that is deleted takes its photos along, and brings them back', async () => {
  const id = await take();
  await send();
  const { k } = await deleteWare(shop);
  expect(book.live('photo').size).toBe(0);
  if (k === null) throw new Error('nothing was deleted');
  await undoLast(k);
  expect([...book.live('photo').keys()]).toEqual([id]);
});

test('for room the copies of others go first, and what is still to be sent never', async () => {
  const sent = await take();
  await send();
  const copy = newId();
  await keepPicture({ id: copy, stream: hamlet }, pixels(3), 'copy');
  const waiting = await take(2);
  await giveUpPictures(1);
  expect([await readPicture(copy), (await listPhotos()).length]).toEqual([null, 2]);
  await giveUpPictures(10 * size);
  expect(await readPicture(sent)).toBeNull();
  expect(await readPicture(waiting)).not.toBeNull();
});

test('another’s photo is on its way, then here, then here without a network', async () => {
  await exchange(ignore);
  const id = newId();
  server.apply(createChange('photo', id, hamlet, { shop_id: shop, bytes: 3 }));
  await exchange(ignore);
  expect(await loadPicture(id)).toEqual({ missing: 'coming' });
  photos.pictures.set(id, new Uint8Array([1, 2, 3]));
  expect(await loadPicture(id)).toHaveProperty('blob');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  const seen = await loadPicture(id);
  expect('blob' in seen && [...new Uint8Array(await seen.blob.arrayBuffer())]).toEqual([1, 2, 3]);
});

test('behind a PIN pictures are sealed, and read again with it or without one', async () => {
  const id = await take();
  useKeys(await makeVault(user_id, '246810', few_rounds));
  expect(await needsResealing()).toBe(true);
  await resealAll();
  expect(await needsResealing()).toBe(false);
  expect(isSealed((await getDatabase().pictures.get(id))?.body)).toBe(true);
  expect(new Uint8Array((await readPicture(id)) ?? new ArrayBuffer())).toEqual(
    new Uint8Array(pixels()),
  );
  await send();
  expect([...(photos.pictures.get(id) ?? [])]).toEqual([...new Uint8Array(pixels())]);
});

test('a destroyed PIN leaves no picture that nobody can read', async () => {
  await take();
  useKeys(await makeVault(user_id, '246810', few_rounds));
  await resealAll();
  await startOver();
  expect(await getDatabase().pictures.count()).toBe(0);
});

test('a phone that was reported lost sends what waits and keeps no picture', async () => {
  const sent = await take();
  await send();
  const waiting = await take(2);
  await exchange(ignore);
  server.wipe = true;
  await send();
  expect(photos.pictures.has(waiting)).toBe(true);
  expect([await readPicture(sent), await readPicture(waiting)]).toEqual([null, null]);
});

test('the book is not deleted from the phone while photos wait', async () => {
  await take();
  await exchange(ignore);
  expect(await clearPhone()).toBe('unsent');
  await send();
  expect(await clearPhone()).toBe('ok');
});

test('over the day’s limit no more are sent until the server wants them, data is', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const id = await take();
  photos.troubles.push('too_many');
  expect(await send()).toBeNull();
  await send();
  expect(photos.parts).toEqual([]);
  vi.setSystemTime(Date.now() + 3_600_000);
  await send();
  expect(stateOf(id)).toBe('sent');
});
