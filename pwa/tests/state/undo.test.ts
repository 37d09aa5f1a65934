import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange, deleteChange } from '../../src/core/changes.ts';
import { undoLast } from '../../src/state/undo.ts';
import { getAccount } from '../../src/store/account.ts';
import { newId, record } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase } from '../../src/store/database.ts';
import { readMeta } from '../../src/store/meta.ts';
import { closeAccount } from '../../src/store/users.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone } from '../sync/phone.ts';
import { hamlet, Server } from '../sync/server.ts';

let server = new Server();

beforeEach(async () => {
  server = new Server();
  await beginPhone(server);
});
afterEach(() => {
  closeAccount();
  closeDatabase();
  vi.unstubAllGlobals();
});

async function deleteShop(): Promise<{ id: string; k: number }> {
  const id = newId();
  await record([createChange('shop', id, hamlet, { name: 'Tiệm Cô Ba' })]);
  await exchange(() => undefined);
  const seen = book.find(id);
  if (seen === undefined) throw new Error('the shop is not here');
  return { id, k: (await record([deleteChange(seen, book.received(id))])).k };
}

test('a deletion that waits is taken back at once', async () => {
  const { id, k } = await deleteShop();
  expect(await undoLast(k)).toBe(true);
  expect(book.live('shop').has(id)).toBe(true);
});

test('a deletion that the server has taken is taken back there', async () => {
  const { id, k } = await deleteShop();
  await exchange(() => undefined);
  expect(book.find(id)).toBeUndefined();
  expect(await undoLast(k)).toBe(true);
  await exchange(() => undefined);
  expect(book.live('shop').has(id)).toBe(true);
});

test('what has been taken back once is not taken back again', async () => {
  const { k } = await deleteShop();
  expect(await undoLast(k)).toBe(true);
  expect(await undoLast(k)).toBe(false);
});

test('an act is taken back after the phone became a new device', async () => {
  const { id, k } = await deleteShop();
  server.faults.push('diverged');
  await exchange(() => undefined);
  expect(await undoLast(k)).toBe(true);
  await exchange(() => undefined);
  expect(book.live('shop').has(id)).toBe(true);
  expect(getAccount()?.device_id).toBe((await readMeta()).device_id);
});
