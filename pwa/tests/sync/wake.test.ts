import 'fake-indexeddb/auto';

import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import * as book from '../../src/store/book.ts';
import { isWaiting } from '../../src/core/entry.ts';
import { closeDatabase } from '../../src/store/database.ts';
import { closeAccount } from '../../src/store/users.ts';
import { resetPace, runNow, syncState, wake } from '../../src/sync/wake.ts';
import { beginPhone, recordHousehold } from './phone.ts';
import { Server } from './server.ts';

let server = new Server();

beforeEach(async () => {
  server = new Server();
  await beginPhone(server);
  vi.stubGlobal('navigator', {
    locks: { request: (_: string, __: object, run: (lock: object) => unknown) => run({}) },
  });
});
afterEach(() => {
  closeAccount();
  closeDatabase();
  resetPace();
  vi.unstubAllGlobals();
});

/** A request that hangs as on a dead line, until it is told to fail; the line is good after it. */
function deadLine(): { hangs: Promise<void>; fail: () => void } {
  const good = server.fetch;
  let fail = (): void => undefined;
  let isHanging = (): void => undefined;
  const hangs = new Promise<void>((resolve) => (isHanging = resolve));
  const dead = new Promise<Response>((_, reject) => {
    fail = () => {
      vi.stubGlobal('fetch', good);
      reject(new TypeError('no network'));
    };
  });
  vi.stubGlobal('fetch', () => {
    isHanging();
    return dead;
  });
  return {
    hangs,
    fail: () => {
      fail();
    },
  };
}

test.each(['person', 'network'] as const)(
  'a %s that asks while an attempt fails gets another one at once',
  async (urgency) => {
    await recordHousehold('Nguyễn Văn Ba');
    const line = deadLine();
    const first = runNow();
    await line.hangs;
    const asked = runNow(urgency);
    line.fail();
    await first;
    await asked;
    expect(book.entries().filter(isWaiting)).toEqual([]);
    expect(get(syncState).problem).toBeNull();
  },
);

test('what is recorded while an attempt fails waits for its turn', async () => {
  await recordHousehold('Nguyễn Văn Ba');
  const line = deadLine();
  const first = runNow();
  await line.hangs;
  wake('recorded');
  line.fail();
  await first;
  expect(book.entries().filter(isWaiting)).toHaveLength(1);
  expect(get(syncState).problem).toBe('no_network');
});
