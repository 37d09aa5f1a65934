import 'fake-indexeddb/auto';

import { afterEach, expect, test, vi } from 'vitest';

import { createChange } from '../../src/core/changes.ts';
import { digestOf } from '../../src/core/digest.ts';
import { newId } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase, getDatabase } from '../../src/store/database.ts';
import { keepDraft, readDraft } from '../../src/store/drafts.ts';
import { keepServerKey } from '../../src/store/handing_over.ts';
import { makeVault, unlockVault } from '../../src/store/pin.ts';
import { resealAll } from '../../src/store/reseal.ts';
import { closeAccount, openAccount } from '../../src/store/users.ts';
import { useKeys } from '../../src/store/vault.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { killAt, killed, revive } from './power.ts';
import { beginPhone, names, recordHousehold } from './phone.ts';
import { hamlet, Server } from './server.ts';

const ignore = (): void => undefined;
const few_rounds = 10;
const long_ms = 60_000;

afterEach(() => {
  revive();
  closeAccount();
  closeDatabase();
  vi.unstubAllGlobals();
});

/** Kills the phone at its first, second, … access to the database until the act gets through. */
async function atEveryStep(
  prepare: () => Promise<string>,
  act: () => Promise<unknown>,
  check: () => Promise<void>,
): Promise<number> {
  for (let step = 1; ; step += 1) {
    const user_id = await prepare();
    killAt(step);
    await act().catch(ignore);
    const was_killed = killed();
    revive();
    closeDatabase();
    await openAccount(user_id);
    await check();
    if (!was_killed) return step;
  }
}

function numbers(): number[] {
  return book.entries().map(({ n }) => n);
}

test('killed at any step of recording, an act is whole or was never made', async () => {
  const steps = await atEveryStep(
    async () => {
      const user_id = await beginPhone(new Server());
      await recordHousehold('Lê Văn Ba');
      await keepDraft('nhà', { head_name: 'Trần Thị Tư' });
      return user_id;
    },
    () => recordHousehold('Trần Thị Tư', hamlet, 'nhà'),
    async () => {
      const is_made = numbers().length === 2;
      expect(numbers()).toEqual(is_made ? [1, 2] : [1]);
      expect(names()).toEqual(is_made ? ['Lê Văn Ba', 'Trần Thị Tư'] : ['Lê Văn Ba']);
      // The draft goes with the act and never before it.
      expect(await readDraft('nhà')).toEqual(is_made ? null : { head_name: 'Trần Thị Tư' });
      await recordHousehold('Phạm Thị Sáu');
      expect(numbers()).toEqual(is_made ? [1, 2, 3] : [1, 2]);
    },
  );
  expect(steps).toBeGreaterThan(3);
});

test(
  'killed at any step of an exchange, nothing is lost, doubled or skipped',
  async () => {
    let server = new Server();
    const steps = await atEveryStep(
      async () => {
        server = new Server();
        server.page_records = 2;
        for (let n = 0; n < 5; n += 1) {
          const change = { head_name: `Hộ ${String(n)}` };
          server.apply(createChange('household', newId(), hamlet, change));
        }
        const user_id = await beginPhone(server);
        await recordHousehold('Lê Văn Ba');
        await recordHousehold('Trần Thị Tư');
        return user_id;
      },
      () => exchange(ignore),
      async () => {
        expect(numbers()).toEqual([1, 2]);
        expect((await exchange(ignore)).kind).toBe('done');
        expect(server.log.map(({ n }) => n)).toEqual([1, 2]);
        expect(names()).toHaveLength(7);
        await agreesWith(server);
      },
    );
    expect(steps).toBeGreaterThan(10);
  },
  long_ms,
);

test(
  'killed at any step of healing a restored server, nothing is lost',
  async () => {
    let server = new Server();
    await atEveryStep(
      async () => {
        server = new Server();
        const user_id = await beginPhone(server);
        server.apply(createChange('household', newId(), hamlet, { head_name: 'Hộ 0' }));
        const backup = server.backup();
        server.apply(createChange('household', newId(), hamlet, { head_name: 'Hộ 1' }));
        await recordHousehold('Lê Văn Ba');
        await exchange(ignore);
        server.restore(backup);
        return user_id;
      },
      () => exchange(ignore),
      async () => {
        expect((await exchange(ignore)).kind).toBe('done');
        expect(server.log).toHaveLength(1);
        expect(new Set(server.recovered.map(({ fields }) => fields['head_name']))).toEqual(
          new Set(['Hộ 1']),
        );
        expect(await getDatabase().recovered.count()).toBe(0);
        await agreesWith(server);
      },
    );
  },
  long_ms,
);

test(
  'killed at any step of going on as a new device, unsent work is sent once',
  async () => {
    let server = new Server();
    await atEveryStep(
      async () => {
        server = new Server();
        const user_id = await beginPhone(server);
        await recordHousehold('Lê Văn Ba');
        await exchange(ignore);
        await recordHousehold('Trần Thị Tư');
        server.faults.push('diverged');
        return user_id;
      },
      () => exchange(ignore),
      async () => {
        expect((await exchange(ignore)).kind).toBe('done');
        expect(server.live()).toHaveLength(2);
        expect(names()).toEqual(['Lê Văn Ba', 'Trần Thị Tư']);
      },
    );
  },
  long_ms,
);

test('killed at any step of sealing, everything is still there behind the same PIN', async () => {
  const server_key = { id: 'k', key: {} };
  for (let step = 1, is_done = false; !is_done; step += 1) {
    const user_id = await beginPhone(new Server());
    await recordHousehold('Lê Văn Ba');
    await keepServerKey(server_key);
    useKeys(await makeVault(user_id, '135790', few_rounds));
    killAt(step);
    await resealAll().catch(ignore);
    is_done = !killed();
    revive();
    closeAccount();
    expect((await unlockVault(user_id, '135790')).kind).toBe('ok');
    await openAccount(user_id);
    expect(names()).toEqual(['Lê Văn Ba']);
  }
});

/** What the phone holds of the hamlet is exactly what the server has. */
async function agreesWith(server: Server): Promise<void> {
  const rows = await getDatabase().blocks.listBy('stream', hamlet);
  const held = rows.flatMap(({ records }) => records as never[]);
  expect(digestOf(held)).toEqual(digestOf(server.live()));
}
