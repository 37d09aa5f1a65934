import 'fake-indexeddb/auto';

import Dexie from 'dexie';
import { afterEach, expect, test } from 'vitest';

import * as book from '../../src/store/book.ts';
import { newId } from '../../src/store/clock.ts';
import { closeDatabase, getDatabase, openDatabase } from '../../src/store/database.ts';
import { loadMemory } from '../../src/store/memory.ts';
import { readMeta } from '../../src/store/meta.ts';
import { hamlet } from '../sync/server.ts';

const changeset = {
  ...{ n: 1, id: newId(), at: '2026-11-01T08:00:00+07:00', schema: 1, app: '0.1.0', epoch: 'e1' },
  changes: [
    { op: 'create', type: 'household', id: newId(), stream: hamlet, fields: { head_name: 'Ba' } },
  ],
};
const entry = {
  ...{ k: 1, device: 'd', n: 1, changeset, void: null, status: 'applied', pending_streams: [] },
  ...{ settled: true, received_at: '2026-11-01T08:01:00+07:00', conflicts: [], reasons: [] },
  ...{ outcomes: [], seen: -1 },
};
const stream = {
  ...{ stream: hamlet, name: 'Ấp', access: 'write', cursor: 'e1:1', received: 1, remaining: 0 },
  ...{ is_staging: false, repaired_on: null },
};

/** As the first version of the app left it. */
async function writeVersion1(user_id: string, rows: object = stream): Promise<void> {
  const old = new Dexie(`tungnha-${user_id}`);
  old.version(1).stores({
    ...{ meta: 'key', log: 'k', blocks: '[stream+no], stream', staged: '[stream+no], stream' },
    ...{ streams: 'stream', drafts: 'key' },
  });
  const meta = { device_id: 'd', next_k: 3, next_n: 3, epoch: 'e1', acked: 1 };
  await old.table('meta').put({ key: 'sync', value: meta });
  const waiting = { ...entry, k: 2, n: 2, changeset: { ...changeset, n: 2 }, status: null };
  await old.table('log').bulkPut([entry, { ...waiting, settled: false, received_at: null }]);
  await old.table('streams').put(rows);
  old.close();
}

afterEach(() => {
  closeDatabase();
});

test('a book of the first version opens with its log, its numbers and its history', async () => {
  const user_id = newId();
  await writeVersion1(user_id);
  openDatabase(user_id);
  await loadMemory();
  expect(book.entries().map(({ n, status }) => [n, status])).toEqual([
    [1, 'applied'],
    [2, null],
  ]);
  expect(book.entries()[0]).toMatchObject({ received_clock: entry.received_at, changeset });
  expect(await readMeta()).toMatchObject({ device_id: 'd', next_n: 3, safe: 0, replaces: null });
  expect(book.epochOf(hamlet)).toBe('e1');
});

test('rows that were being built anew are of an unknown history', async () => {
  const user_id = newId();
  await writeVersion1(user_id, { ...stream, is_staging: true });
  openDatabase(user_id);
  await loadMemory();
  expect(book.epochOf(hamlet)).toBeNull();
});

test('an upgrade that fails half-way leaves the book as it was', async () => {
  const user_id = newId();
  await writeVersion1(user_id);
  const original = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  await expect(openDatabase(user_id).open()).rejects.toThrow();
  IDBObjectStore.prototype.put = original;
  closeDatabase();
  openDatabase(user_id);
  await loadMemory();
  expect(book.entries()).toHaveLength(2);
  expect(await getDatabase().log.count()).toBe(2);
});

test('every transaction is written through to the disk', async () => {
  const asked: unknown[] = [];
  const original = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function transaction(names, mode, options) {
    if (mode === 'readwrite')
      asked.push((options as { durability?: string } | undefined)?.durability);
    return original.call(this, names as string[], mode, options);
  };
  await openDatabase(newId()).drafts.put({ key: 'a', value: 1 });
  IDBDatabase.prototype.transaction = original;
  expect(asked).toEqual(['strict']);
});
