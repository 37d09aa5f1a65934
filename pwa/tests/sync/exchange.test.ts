import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange } from '../../src/core/changes.ts';
import { newId, record } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase, getDatabase } from '../../src/store/database.ts';
import { readMeta } from '../../src/store/meta.ts';
import { openAccount } from '../../src/store/users.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone, names, recordHousehold } from './phone.ts';
import { hamlet, Server } from './server.ts';

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

test('what is recorded is seen at once and waits until the server has it', async () => {
  await recordHousehold('Lê Văn Ba');
  expect(names()).toEqual(['Lê Văn Ba']);
  expect(book.entries().map((entry) => entry.status)).toEqual([null]);
  expect(await exchange(ignore)).toEqual({ kind: 'done' });
  expect(book.entries().map((entry) => [entry.status, entry.settled])).toEqual([['applied', true]]);
  expect(names()).toEqual(['Lê Văn Ba']);
});

test('after a lost answer the same changeset goes again and counts once', async () => {
  await recordHousehold('Lê Văn Ba');
  server.faults.push('lost');
  expect((await exchange(ignore)).kind).toBe('failed');
  expect(book.entries()[0]?.status).toBeNull();
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.log).toHaveLength(1);
  expect(names()).toEqual(['Lê Văn Ba']);
});

test('the page of a captive portal is never taken for success', async () => {
  await recordHousehold('Lê Văn Ba');
  server.faults.push('portal');
  expect(await exchange(ignore)).toEqual({ kind: 'failed', reply: { kind: 'captive' } });
  expect(book.entries()[0]?.status).toBeNull();
});

test('an answer of another protocol is no answer, and what waits goes on waiting', async () => {
  await recordHousehold('Lê Văn Ba');
  server.faults.push('newer');
  expect((await exchange(ignore)).kind).toBe('failed');
  expect(book.entries()[0]?.status).toBeNull();
  expect((await readMeta()).acked).toBe(0);
  expect((await exchange(ignore)).kind).toBe('done');
});

test('numbers have no gaps however the acts come', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, n) => recordHousehold(`Hộ ${String(n)}`)));
  expect(book.entries().map((entry) => entry.n)).toEqual(
    Array.from({ length: 30 }, (_, n) => n + 1),
  );
  await exchange(ignore);
  expect(server.log.map((changeset) => changeset.n)).toHaveLength(30);
});

test('all pages arrive, and a closed app opens with what it had', async () => {
  for (let n = 0; n < 250; n += 1) {
    server.apply(createChange('household', newId(), hamlet, { head_name: `Hộ ${String(n)}` }));
  }
  server.page_records = 60;
  await exchange(ignore);
  expect(names()).toHaveLength(250);
  await openAccount(user_id);
  expect(names()).toHaveLength(250);
  const sizes = (await getDatabase().blocks.toArray()).map(
    ({ records }) => (records as unknown[]).length,
  );
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
});

test('a refused database leaves neither a half act nor a used number', async () => {
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await expect(recordHousehold('Lê Văn Ba')).rejects.toThrow();
  add.mockRestore();
  expect((await readMeta()).next_n).toBe(1);
  await recordHousehold('Lê Văn Ba');
  expect(book.entries().map((entry) => entry.n)).toEqual([1]);
});

test('an act is said to be kept once it is on the disk, and before the book shows it', async () => {
  const told: unknown[] = [];
  const change = () => createChange('household', newId(), hamlet, { head_name: 'Lê Văn Ba' });
  const onKept = async (n: number) => {
    told.push([n, (await getDatabase().log.toArray()).length, names().length]);
    throw new Error('a screen that fails');
  };
  await record([change()], { onKept });
  expect(told).toEqual([[1, 1, 0]]);
  expect(names()).toEqual(['Lê Văn Ba']);

  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await expect(record([change()], { onKept })).rejects.toThrow();
  vi.restoreAllMocks();
  expect(told).toHaveLength(1);
});

test('a digest that does not add up pulls the stream anew beside what is shown', async () => {
  await recordHousehold('Lê Văn Ba');
  await exchange(ignore);
  server.apply(createChange('household', newId(), hamlet, { head_name: 'Lê Thị Tư' }));
  // As if a page had been stored without its rows.
  const { streams } = getDatabase();
  for (const row of await streams.toArray()) await streams.put({ ...row, cursor: 'e1:2' });
  await exchange(ignore);
  expect(names()).toHaveLength(2);
});

test('a hamlet comes before the rest of its commune, which began first', async () => {
  closeDatabase();
  const commune = 'commune:30076';
  await beginPhone(server, [commune, hamlet]);
  for (let n = 0; n < 3; n += 1) {
    server.apply(createChange('team', newId(), commune, { name: `Tổ ${String(n)}` }));
    server.apply(createChange('household', newId(), hamlet, { head_name: `Hộ ${String(n)}` }));
  }
  server.page_records = 2;
  const asked: string[] = [];
  const whole = server.sync.bind(server);
  server.sync = (request) => {
    asked.push(request.cursors.map(({ stream }) => stream.split(':')[0]).join(' '));
    return whole(request);
  };
  await exchange(ignore);
  expect(asked.slice(0, 3)).toEqual(['commune hamlet', 'hamlet commune', 'hamlet commune']);
});

/** Two streams, of which the commune's takes more than one page. */
async function beginTwoStreams(): Promise<void> {
  closeDatabase();
  const commune = 'commune:30076';
  await beginPhone(server, [commune, hamlet]);
  server.apply(createChange('household', newId(), hamlet, { head_name: 'Lê Văn Ba' }));
  for (let n = 0; n < 8; n += 1) {
    server.apply(createChange('team', newId(), commune, { name: `Tổ ${String(n)}` }));
  }
  server.page_records = 4;
}

test('the next page is asked for while the last one is being stored', async () => {
  await beginTwoStreams();
  const shown: number[] = [];
  vi.stubGlobal('fetch', (address: unknown, options: unknown) => {
    shown.push(book.live('team').size);
    return server.fetch(address, options);
  });
  await exchange(ignore);
  // When the second request leaves, nothing of the first answer is in the book yet.
  expect(shown.slice(0, 3)).toEqual([0, 0, 4]);
  expect(book.live('team').size).toBe(8);
});

test('what was asked ahead is not taken where storing leads elsewhere', async () => {
  await beginTwoStreams();
  const whole = server.sync.bind(server);
  let is_wrong = true;
  server.sync = (request) => {
    const answer = whole(request);
    const page = answer.streams.find(({ stream }) => stream === hamlet);
    if (is_wrong && page?.digest) {
      page.digest = { count: 9, sum: 9 };
      is_wrong = false;
    }
    return answer;
  };
  await exchange(ignore);
  expect(is_wrong).toBe(false);
  expect(names()).toEqual(['Lê Văn Ba']);
  expect(book.live('team').size).toBe(8);
});

test('what is recorded while pages come goes before the next page', async () => {
  await beginTwoStreams();
  const whole = server.sync.bind(server);
  const sent: number[] = [];
  server.sync = (request) => {
    sent.push(request.changesets.length);
    if (sent.length === 1) void recordHousehold('Lê Thị Tư');
    return whole(request);
  };
  await exchange(ignore);
  expect(sent.indexOf(1)).toBeLessThan(3);
  expect(names()).toEqual(['Lê Thị Tư', 'Lê Văn Ba']);
});
