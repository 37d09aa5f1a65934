import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange } from '../../src/core/changes.ts';
import type { Change, StoredRecord } from '../../src/core/record.ts';
import { newId } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase, getDatabase } from '../../src/store/database.ts';
import { keepServerKey, sealWaiting } from '../../src/store/handing_over.ts';
import { openAccount } from '../../src/store/users.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone, names, recordHousehold, renameHousehold } from './phone.ts';
import { commune, hamlet, Server } from './server.ts';

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

function theirs(name: string): StoredRecord {
  return server.apply(createChange('household', newId(), hamlet, { head_name: name }));
}

function lastChange(): { epoch: string | null; change: Change } {
  const { changeset } = book.entries().at(-1) ?? {};
  if (changeset === undefined) throw new Error('nothing was recorded');
  return { epoch: changeset.epoch, change: changeset.changes[0] as Change };
}

function statuses(): unknown[] {
  return book.entries().map(({ status }) => status);
}

test('what a restored server lost is sent again under the same numbers', async () => {
  const backup = server.backup();
  await recordHousehold('Lê Văn Ba');
  await recordHousehold('Lê Thị Tư');
  await exchange(ignore);
  server.restore(backup);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.log.map(({ n }) => n)).toEqual([1, 2]);
  expect(names()).toEqual(['Lê Thị Tư', 'Lê Văn Ba']);
  expect(server.live()).toHaveLength(2);
});

test('what a file may have brought to a restored server is asked about again', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ]);
  await keepServerKey({ id: 'k', key: await crypto.subtle.exportKey('jwk', pair.publicKey) });
  await recordHousehold('Lê Văn Ba');
  await exchange(ignore);
  const backup = server.backup();
  server.safe = 1;
  const { changeset } = await recordHousehold('Lê Thị Tư');
  expect(await sealWaiting()).toMatchObject({ count: 1, n: 2 });
  await exchange(ignore);
  await recordHousehold('Lê Văn Năm');
  await exchange(ignore);
  expect(statuses()).toEqual(['applied', 'applied', 'applied']);
  server.restore(backup);
  // Somebody delivers the file to the new history, which holds what the old one had taken.
  server.held.add(changeset.id);
  server.deliver(changeset);
  server.faults.push('none', 'refused');
  await exchange(ignore);
  expect(statuses()).toEqual(['applied', null, null]);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(statuses()).toEqual(['applied', 'held', 'applied']);
  expect(server.log.map(({ n }) => n)).toEqual([1, 2, 3]);
});

test('what no file had is not sent again where the server still has it', async () => {
  await recordHousehold('Lê Văn Ba');
  await exchange(ignore);
  server.restore(server.backup());
  const before = server.asked.length;
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.asked.slice(before).flatMap(({ changesets }) => changesets)).toEqual([]);
  expect(statuses()).toEqual(['applied']);
});

test('an edit of a row of the old history names it, also once a new one is known', async () => {
  const old = theirs('Lê Văn Ba');
  await exchange(ignore);
  for (let n = 0; n < 5; n += 1) theirs(`Hộ ${String(n)}`);
  server.page_records = 2;
  server.restore(server.backup());
  // One page of the new history has come; the rows shown are still those of the old one.
  server.faults.push(...([undefined, 'refused'] as never[]));
  expect((await exchange(ignore)).kind).toBe('failed');
  await renameHousehold(old.id, 'Lê Văn Bảy');
  expect(lastChange()).toMatchObject({ epoch: 'e1', change: { base: 1 } });
  await openAccount(user_id);
  await renameHousehold(old.id, 'Lê Văn Bốn');
  expect(lastChange()).toMatchObject({ epoch: 'e1', change: { base: 1 } });
  expect((await exchange(ignore)).kind).toBe('done');
  await renameHousehold(old.id, 'Lê Văn Tám');
  expect(lastChange()).toMatchObject({ epoch: 'e1+' });
});

test('a record that only this phone still has is handed back before it is dropped', async () => {
  const kept = theirs('Lê Văn Ba');
  const backup = server.backup();
  const gone = theirs('Lê Thị Tư');
  await exchange(ignore);
  server.restore(backup);
  await exchange(ignore);
  expect(server.recovered).toEqual([gone]);
  expect(names()).toEqual(['Lê Văn Ba']);
  expect(await getDatabase().recovered.count()).toBe(0);
  expect(book.received(kept.id)?.rev).toBe(1);
});

test('a record whose revision is lower or another in the new history is handed back', async () => {
  const both = [theirs('Lê Văn Ba'), theirs('Lê Thị Tư')];
  const backup = server.backup();
  const changed = both.map(({ id }) =>
    server.apply({
      ...{ op: 'update', type: 'household', id, stream: hamlet, base: 1, from: {} },
      fields: { phone: '0912' },
    }),
  );
  await exchange(ignore);
  server.restore(backup);
  const { id = '' } = both[0] ?? {};
  server.put({
    ...(changed[0] as StoredRecord),
    id,
    tag: 4711,
    fields: { head_name: 'Lê Văn Ba', phone: '0913' },
  });
  await exchange(ignore);
  expect(server.recovered.map((each) => each.id).sort()).toEqual(
    both.map((each) => each.id).sort(),
  );
  expect(server.recovered.map((each) => each.fields['phone'])).toEqual(['0912', '0912']);
});

test('what is handed back waits on the phone until the server has answered', async () => {
  const backup = server.backup();
  const gone = theirs('Lê Thị Tư');
  await exchange(ignore);
  server.restore(backup);
  server.faults.push(...([undefined, 'busy'] as never[]));
  expect((await exchange(ignore)).kind).toBe('failed');
  await openAccount(user_id);
  expect(await getDatabase().recovered.count()).toBe(1);
  expect(server.recovered).toEqual([]);
  await exchange(ignore);
  expect(server.recovered).toEqual([gone]);
});

test('conflicts and units are never handed back: the server makes them itself', async () => {
  const backup = server.backup();
  server.put({ ...theirs('x'), id: newId(), type: 'conflict' });
  server.put({ ...theirs('y'), id: newId(), type: 'unit' });
  await exchange(ignore);
  server.restore(backup);
  await exchange(ignore);
  expect(server.recovered.map(({ type }) => type)).toEqual(['household', 'household']);
});

test('a repair within one history drops what is absent without handing it back', async () => {
  theirs('Lê Văn Ba');
  await exchange(ignore);
  const { blocks } = getDatabase();
  for (const row of await blocks.toArray()) {
    const [first] = row.records as StoredRecord[];
    if (first) await blocks.put({ ...row, records: [first, { ...first, id: newId() }] });
  }
  await openAccount(user_id);
  theirs('Lê Thị Tư');
  await exchange(ignore);
  expect(names()).toEqual(['Lê Thị Tư', 'Lê Văn Ba']);
  expect(server.recovered).toEqual([]);
});

test('a second restore in the middle of building anew begins once more', async () => {
  theirs('Lê Văn Ba');
  await exchange(ignore);
  const backup = server.backup();
  for (let n = 0; n < 5; n += 1) theirs(`Hộ ${String(n)}`);
  server.page_records = 2;
  server.restore(server.backup());
  server.faults.push(...([undefined, 'refused'] as never[]));
  await exchange(ignore);
  server.restore({ ...backup, epoch: 'e9' });
  await exchange(ignore);
  expect(names()).toEqual(['Lê Văn Ba']);
});

test('while one stream is of the old history, another may be of the new one', async () => {
  closeDatabase();
  await beginPhone(server, [hamlet, commune]);
  const here = theirs('Lê Văn Ba');
  await exchange(ignore);
  for (let n = 0; n < 3; n += 1) theirs(`Hộ ${String(n)}`);
  server.restore(server.backup());
  server.page_records = 1;
  server.faults.push(...([undefined, 'refused'] as never[]));
  await exchange(ignore);
  expect([book.epochOf(commune), book.epochOf(hamlet)]).toEqual(['e1+', 'e1']);
  await renameHousehold(here.id, 'Lê Văn Bảy');
  expect(lastChange().epoch).toBe('e1');
});
