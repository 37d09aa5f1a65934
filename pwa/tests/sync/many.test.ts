import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { isWaiting } from '../../src/core/entry.ts';
import { body_bytes_max, changesets_max } from '../../src/core/request.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase, openDatabase } from '../../src/store/database.ts';
import { loadMemory } from '../../src/store/memory.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone, recordHousehold } from './phone.ts';
import { Server } from './server.ts';

const pending = 10_000;
const at_once = 500;
const ignore = (): void => undefined;
let server = new Server();
let user_id = '';

beforeEach(async () => {
  server = new Server();
  server.page_records = 1_000;
  user_id = await beginPhone(server);
  for (let made = 0; made < pending; made += at_once) {
    const names = Array.from({ length: at_once }, (_, n) => `Hộ ${String(made + n)}`);
    await Promise.all(names.map((name) => recordHousehold(name)));
  }
}, 120_000);
afterEach(() => {
  closeDatabase();
  vi.unstubAllGlobals();
});

test('ten thousand that wait go in bounded parts, and go on where they were cut', async () => {
  const sent = (): number => server.log.length;
  server.faults.push('refused', 'none', 'none', 'lost');
  expect((await exchange(ignore)).kind).toBe('failed');
  expect(sent()).toBe(0);
  expect((await exchange(ignore)).kind).toBe('failed');
  expect(sent()).toBe(3 * changesets_max);

  // The app is closed and opened: what was answered before the cut is kept, and the rest waits.
  closeDatabase();
  openDatabase(user_id);
  await loadMemory();
  expect(book.entries().filter(isWaiting)).toHaveLength(pending - 2 * changesets_max);
  expect(await exchange(ignore)).toEqual({ kind: 'done' });

  expect(server.log.map(({ n }) => n)).toEqual(Array.from({ length: pending }, (_, n) => n + 1));
  expect(book.entries().filter(isWaiting)).toEqual([]);
  for (const asked of server.asked) {
    expect(asked.changesets.length).toBeLessThanOrEqual(changesets_max);
    expect(JSON.stringify(asked.changesets).length).toBeLessThanOrEqual(body_bytes_max);
  }
  const told = server.asked.map(({ waiting }) => waiting ?? pending);
  expect(told).toEqual([...told].sort((a, b) => b - a));
}, 120_000);
