import 'fake-indexeddb/auto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Connection, type Step } from '../../src/store/connection.ts';
import { Table, type Access } from '../../src/store/tables.ts';

interface Row {
  readonly key: string;
  readonly value: number;
}

const first: Step = {
  version: 1,
  make: (database) => database.createObjectStore('rows', { keyPath: 'key' }),
};
const second: Step = {
  version: 2,
  make: (database) => database.createObjectStore('more', { keyPath: 'key' }),
};
let name = '';
let connection: Connection;

beforeEach(() => {
  name = crypto.randomUUID();
  connection = new Connection(name, [first]);
});

afterEach(() => {
  connection.close();
});

function rowsOf(access: Access): Table<Row, string> {
  return new Table('rows', access);
}

test('an act that throws half-way leaves nothing behind', async () => {
  const act = connection.run('readwrite', ['rows'], async (access) => {
    await rowsOf(access).put({ key: 'a', value: 1 });
    throw new Error('half-way');
  });
  await expect(act).rejects.toThrow('half-way');
  expect(await rowsOf(connection.access).count()).toBe(0);
});

test('a key that is taken fails the whole act', async () => {
  const rows = rowsOf(connection.access);
  await rows.add({ key: 'a', value: 1 });
  const act = connection.run('readwrite', ['rows'], async (access) => {
    await rowsOf(access).put({ key: 'b', value: 2 });
    await rowsOf(access).add({ key: 'a', value: 3 });
  });
  await expect(act).rejects.toMatchObject({ name: 'ConstraintError' });
  expect(await rows.toArray()).toEqual([{ key: 'a', value: 1 }]);
});

test('what the disk refuses in the end is not said to be written', async () => {
  const act = connection.run('readwrite', ['rows'], async (access) => {
    await rowsOf(access).put({ key: 'a', value: 1 });
    await access('readwrite', 'rows', async ({ transaction }) => {
      await Promise.resolve();
      transaction.abort();
    });
  });
  await expect(act).rejects.toThrow();
  expect(await rowsOf(connection.access).count()).toBe(0);
});

test('a connection that the system took away is opened again', async () => {
  const rows = rowsOf(connection.access);
  await rows.put({ key: 'a', value: 1 });
  (await connection.open()).close();
  expect(await rows.get('a')).toEqual({ key: 'a', value: 1 });
});

test('a browser that has lost its databases is asked once more, and then it is said', async () => {
  const open = indexedDB.open.bind(indexedDB);
  const lost = () => {
    throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
  };
  const asked = vi.spyOn(indexedDB, 'open').mockImplementationOnce(lost).mockImplementation(open);
  await rowsOf(connection.access).put({ key: 'a', value: 1 });
  expect(asked).toHaveBeenCalledTimes(2);
  asked.mockImplementation(lost);
  const other = new Connection(`${name}-other`, [first]);
  await expect(rowsOf(other.access).count()).rejects.toThrow('server lost');
  expect(asked).toHaveBeenCalledTimes(4);
  asked.mockRestore();
});

test('a newer version closes this one for good and says so', async () => {
  const onOutdated = vi.fn();
  const old = new Connection(name, [first], { onOutdated });
  await old.open();
  const newer = new Connection(name, [first, second]);
  await newer.open();
  expect(onOutdated).toHaveBeenCalledOnce();
  await expect(rowsOf(old.access).count()).rejects.toThrow();
  newer.close();
});

test('an older version that does not let go is told of, and waited for', async () => {
  const older = await connection.open();
  older.onversionchange = null;
  const onBlocked = vi.fn(() => {
    older.close();
  });
  const newer = new Connection(name, [first, second], { onBlocked });
  await newer.open();
  expect(onBlocked).toHaveBeenCalledOnce();
  newer.close();
});

test('closed while it opens, it stays closed', async () => {
  const opening = connection.open();
  connection.close();
  const database = await opening;
  expect(() => database.transaction(['rows'])).toThrow();
});
