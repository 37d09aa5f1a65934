import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange } from '../../src/core/changes.ts';
import { newId } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase, getDatabase, openDatabase } from '../../src/store/database.ts';
import { keepDraft, readDraft } from '../../src/store/drafts.ts';
import { keepServerKey } from '../../src/store/handing_over.ts';
import {
  dropVault,
  makeVault,
  readLock,
  rewrapVault,
  tries_max,
  unlockVault,
} from '../../src/store/pin.ts';
import { renewRescue, startOver } from '../../src/store/rescue.ts';
import { needsResealing, resealAll } from '../../src/store/reseal.ts';
import { Table } from '../../src/store/tables.ts';
import { closeAccount, keepTokens, openAccount, readTokens } from '../../src/store/users.ts';
import { useKeys } from '../../src/store/vault.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone, names, recordHousehold } from './phone.ts';
import { hamlet, Server } from './server.ts';

// The real number makes a test wait; what it protects is the same.
const few_rounds = 1_000;
const ignore = (): void => undefined;
const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
  'deriveBits',
]);
const server_key = { id: 'k', key: await crypto.subtle.exportKey('jwk', pair.publicKey) };
let server = new Server();
let user_id = '';

beforeEach(async () => {
  server = new Server();
  user_id = await beginPhone(server);
  await keepServerKey(server_key);
  server.apply(createChange('household', newId(), hamlet, { head_name: 'Lê Văn Ba' }));
  await exchange(ignore);
});
afterEach(() => {
  closeAccount();
  closeDatabase();
  vi.unstubAllGlobals();
});

async function seal(pin: string): Promise<void> {
  useKeys(await makeVault(user_id, pin, few_rounds));
  await resealAll();
  await renewRescue();
}

/** Everything that lies in the database, as one text. */
async function dump(): Promise<string> {
  const tables = await Promise.all(
    Object.values(getDatabase())
      .filter((each) => each instanceof Table)
      .map((table) => table.toArray()),
  );
  return JSON.stringify(tables);
}

test('behind a PIN nothing recorded or received can be read from the database', async () => {
  await recordHousehold('Trần Thị Tư');
  await keepDraft('visit:1', { note: 'Đặng Văn Năm', saved_at: new Date(0) });
  await keepTokens({ access: 'mật-khẩu-ra-vào', refresh: 'r' });
  const secrets = ['Lê Văn Ba', 'Trần Thị Tư', 'Đặng Văn Năm', 'mật-khẩu-ra-vào'];
  const before = await dump();
  for (const secret of secrets) expect(before).toContain(secret);
  await seal('135790');
  await recordHousehold('Phạm Thị Sáu');
  const after = await dump();
  for (const secret of [...secrets, 'Phạm Thị Sáu']) expect(after).not.toContain(secret);
  expect(await needsResealing()).toBe(false);
});

test('a closed phone opens with its PIN alone, without a network, and goes on', async () => {
  await recordHousehold('Trần Thị Tư');
  await keepDraft('visit:1', { note: 'ghi dở', saved_at: new Date(7) });
  await seal('135790');
  closeAccount();
  expect(await readLock(user_id)).toBe('locked');
  await expect(openAccount(user_id)).rejects.toThrow('locked');
  expect((await unlockVault(user_id, '135790')).kind).toBe('ok');
  await openAccount(user_id);
  expect(names()).toEqual(['Lê Văn Ba', 'Trần Thị Tư']);
  expect(await readDraft('visit:1')).toEqual({ note: 'ghi dở', saved_at: new Date(7) });
  await recordHousehold('Phạm Thị Sáu');
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.log).toHaveLength(2);
  expect(await readTokens()).toEqual({ access: 'a', refresh: 'r' });
});

test('another PIN opens the same key, and the old one does not any more', async () => {
  await seal('135790');
  expect((await rewrapVault(user_id, '135790', '246802')).kind).toBe('ok');
  expect(await unlockVault(user_id, '135790')).toEqual({ kind: 'wrong', tries_left: 4 });
  expect((await unlockVault(user_id, '246802')).kind).toBe('ok');
});

test('without its PIN everything lies open again', async () => {
  await keepDraft('visit:1', { note: 'ghi dở' });
  const keys = await makeVault(user_id, '135790', few_rounds);
  useKeys(keys);
  await resealAll();
  useKeys({ ...keys, current: null });
  await resealAll();
  await dropVault(user_id);
  useKeys(null);
  expect(await dump()).toContain('Lê Văn Ba');
  await openAccount(user_id);
  expect(names()).toEqual(['Lê Văn Ba']);
  expect(await readDraft('visit:1')).toEqual({ note: 'ghi dở' });
});

test('five wrong PINs destroy the key, and the right one comes too late', async () => {
  await seal('135790');
  closeAccount();
  for (let n = 1; n < tries_max; n += 1) {
    expect(await unlockVault(user_id, '000000')).toEqual({
      kind: 'wrong',
      tries_left: tries_max - n,
    });
  }
  expect((await unlockVault(user_id, '000000')).kind).toBe('destroyed');
  expect((await unlockVault(user_id, '135790')).kind).toBe('destroyed');
  expect(await readLock(user_id)).toBe('destroyed');
});

test('a try is counted before it is made: pulling the battery gives no further one', async () => {
  await seal('135790');
  closeAccount();
  const decrypt = vi.spyOn(crypto.subtle, 'decrypt').mockRejectedValue(new Error('no power'));
  for (let n = 0; n < tries_max; n += 1) await unlockVault(user_id, '000000').catch(ignore);
  decrypt.mockRestore();
  expect((await unlockVault(user_id, '135790')).kind).toBe('destroyed');
});

test('what waited when the key was destroyed still reaches the server, in its order', async () => {
  const first = await recordHousehold('Trần Thị Tư');
  await seal('135790');
  await recordHousehold('Phạm Thị Sáu');
  closeAccount();
  for (let n = 0; n < tries_max; n += 1) await unlockVault(user_id, '000000');
  openDatabase(user_id);
  await startOver();
  await dropVault(user_id);
  const delivered: unknown[] = [];
  user_id = await beginPhone(server, [hamlet], user_id);
  vi.stubGlobal('fetch', async (address: string, options: { body: Blob }) => {
    if (!address.endsWith('/deliver')) return server.fetch(address, options);
    delivered.push(await unpacked(options.body));
    const headers = { 'Tungnha-Protocol': '1' };
    return Response.json({ device: '', acked: 0, taken: 1 }, { headers });
  });
  await recordHousehold('Võ Văn Bảy');
  expect((await exchange(ignore)).kind).toBe('done');
  expect(delivered).toMatchObject([{ device: first.device }, { device: first.device }]);
  expect(await getDatabase().rescue.count()).toBe(0);
  expect(book.entries().map(({ n, status }) => [n, status])).toEqual([[1, 'applied']]);
  expect(names()).toEqual(['Lê Văn Ba', 'Võ Văn Bảy']);
});

test('a spare copy goes once the server has the act', async () => {
  await seal('135790');
  await recordHousehold('Trần Thị Tư');
  expect(await getDatabase().rescue.count()).toBe(1);
  await exchange(ignore);
  expect(await getDatabase().rescue.count()).toBe(0);
});

test('one person’s keys never seal another’s book', async () => {
  await seal('135790');
  await beginPhone(server);
  await recordHousehold('Võ Văn Bảy');
  expect(await dump()).toContain('Võ Văn Bảy');
});

async function unpacked(body: Blob): Promise<unknown> {
  const plain = new Uint8Array(await body.arrayBuffer());
  if (plain[0] !== 0x1f) return JSON.parse(new TextDecoder().decode(plain));
  const stream = new Blob([plain]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}
