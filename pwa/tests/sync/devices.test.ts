import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { newId } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase } from '../../src/store/database.ts';
import { takeNewDevice } from '../../src/store/devices.ts';
import { readMeta } from '../../src/store/meta.ts';
import { openAccount, renewAccount } from '../../src/store/users.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone, names, recordHousehold, signedIn } from './phone.ts';
import { Server } from './server.ts';

const ignore = (): void => undefined;
let server = new Server();
let user_id = '';

beforeEach(async () => {
  server = new Server();
  user_id = await beginPhone(server);
});
afterEach(() => {
  closeDatabase();
  vi.unstubAllGlobals();
});

test('a diverged log goes on under a new device that says what it replaces', async () => {
  await recordHousehold('Lê Văn Ba');
  await exchange(ignore);
  const before = (await readMeta()).device_id;
  await recordHousehold('Lê Thị Tư');
  await recordHousehold('Lê Thị Năm');
  server.faults.push('diverged');
  expect((await exchange(ignore)).kind).toBe('done');
  const { device_id } = await readMeta();
  expect(server.claims).toMatchObject([{ id: device_id, replaces: before }]);
  expect(server.logOf(device_id).map(({ n }) => n)).toEqual([1, 2, 3]);
  expect(server.logOf(before)).toHaveLength(1);
  expect(server.live()).toHaveLength(3);
  expect(book.entries().map(({ device, n }) => [device, n])).toEqual(
    [1, 2, 3].map((n) => [device_id, n]),
  );
  expect(names()).toEqual(['Lê Thị Năm', 'Lê Thị Tư', 'Lê Văn Ba']);
});

test('a new device that the server has not heard of yet says so at the next contact', async () => {
  await recordHousehold('Lê Văn Ba');
  server.faults.push('diverged');
  const fetched = vi.fn(server.fetch);
  vi.stubGlobal('fetch', (address: string, options: unknown) =>
    address.endsWith('/refresh') ? Promise.reject(new TypeError('cut')) : fetched(address, options),
  );
  expect((await exchange(ignore)).kind).toBe('failed');
  await openAccount(user_id);
  vi.stubGlobal('fetch', server.fetch);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.claims).toHaveLength(1);
  expect(server.log).toHaveLength(1);
});

test('a new device’s log leaves out what cannot be sent, and sends all the rest', async () => {
  const large = await recordHousehold('Lê Văn Ba');
  await recordHousehold('Lê Thị Tư');
  server.too_large.add(large.changeset.id);
  // A file has brought the whole of it meanwhile: its word without content contradicts that.
  server.faults.push('none', 'none', 'diverged');
  expect((await exchange(ignore)).kind).toBe('done');
  const { device_id } = await readMeta();
  expect(server.logOf(device_id).map(({ n, changes }) => [n, changes.length])).toEqual([[1, 1]]);
  const kept = book.entries().find(({ k }) => k === large.k);
  expect(kept).toMatchObject({ void: 'too_large', device: large.device, status: null });
  expect(names()).toEqual(['Lê Thị Tư', 'Lê Văn Ba']);
});

test('after a restore the server gets what it held of the device before', async () => {
  const backup = server.backup();
  const held = await recordHousehold('Lê Văn Ba');
  server.held.add(held.changeset.id);
  await exchange(ignore);
  await takeNewDevice({ is_mine: true });
  await exchange(ignore);
  server.restore(backup);
  expect((await exchange(ignore)).kind).toBe('done');
  const { device_id } = await readMeta();
  expect(server.logOf(device_id).map(({ id }) => id)).toEqual([held.changeset.id]);
});

test('a restore before the new device was heard of: what became of it there is told', async () => {
  const backup = server.backup();
  const first = await recordHousehold('Lê Văn Ba');
  await exchange(ignore);
  await takeNewDevice({ is_mine: true });
  server.restore(backup);
  server.held.add(first.changeset.id);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(book.entries()).toMatchObject([{ status: 'held', settled: false, n: 1 }]);
});

test('what the device before had acknowledged looks the same until it has been told', async () => {
  await recordHousehold('Lê Văn Ba');
  await exchange(ignore);
  await takeNewDevice({ is_mine: true });
  expect(book.entries()).toMatchObject([{ status: 'applied', settled: true }]);
  await exchange(ignore);
  expect(book.entries()).toMatchObject([{ status: 'applied', settled: true }]);
  const { device_id } = await readMeta();
  expect(server.logOf(device_id)).toHaveLength(1);
});

test('what was told of it stays told while the new device sends its log in parts', async () => {
  await recordHousehold('Lê Văn Ba');
  await recordHousehold('Lê Thị Tư');
  const held = await recordHousehold('Lê Thị Năm');
  server.held.add(held.changeset.id);
  await exchange(ignore);
  const { id, n } = held.changeset;
  const fate = { by: null, at: '2026-11-26T03:00:00Z', reason: 'trùng', conflicts: [] };
  server.outcomes = [{ id, n, status: 'discarded', ...fate }];
  await exchange(ignore);
  server.outcomes = [];
  const large = await recordHousehold('Lê Văn Sáu');
  server.too_large.add(large.changeset.id); // what is sent with it is sent again, in parts
  await takeNewDevice({ is_mine: true });
  expect((await exchange(ignore)).kind).toBe('done');
  const { device_id } = await readMeta();
  expect(server.logOf(device_id)).toHaveLength(4);
  const known = book.entries().find(({ k }) => k === held.k);
  expect(known).toMatchObject({ status: 'held', settled: true });
  expect(known?.outcomes).toMatchObject([{ status: 'discarded', reason: 'trùng' }]);
});

test('somebody else’s device id is left to them, and nothing is said to be replaced', async () => {
  await recordHousehold('Lê Văn Ba');
  server.faults.push('not_yours');
  await exchange(ignore);
  expect(server.claims[0]).not.toHaveProperty('replaces');
  expect(book.entries().map(({ status }) => status)).toEqual(['applied']);
});

test('a sign-in as another device takes the unsent work along', async () => {
  await recordHousehold('Lê Văn Ba');
  const device_id = newId();
  await renewAccount(signedIn(user_id), device_id, { access: 'b', refresh: 'b' });
  expect(book.entries().map(({ device, n }) => [device, n])).toEqual([[device_id, 1]]);
  await exchange(ignore);
  expect(server.logOf(device_id)).toHaveLength(1);
});

test('two devices in a row that diverge do not turn in a circle', async () => {
  await recordHousehold('Lê Văn Ba');
  server.faults.push('diverged', 'diverged');
  expect((await exchange(ignore)).kind).toBe('failed');
  expect(book.entries().map(({ status }) => status)).toEqual([null]);
});
