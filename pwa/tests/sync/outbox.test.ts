import 'fake-indexeddb/auto';

import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange } from '../../src/core/changes.ts';
import { makeExport } from '../../src/state/handing_over.ts';
import { outbox } from '../../src/state/outbox.ts';
import { hasUnsafe } from '../../src/state/session.ts';
import { newId } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { closeDatabase, getDatabase } from '../../src/store/database.ts';
import { openAccount } from '../../src/store/users.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone, names, recordHousehold, renameHousehold } from './phone.ts';
import { commune, hamlet, Server } from './server.ts';

const ignore = (): void => undefined;
const day_ms = 24 * 3_600_000;
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

test('a changeset that is too large alone gives up its number but not its content', async () => {
  await recordHousehold('Lê Văn Ba');
  const large = await recordHousehold('Lê Thị Tư');
  await recordHousehold('Lê Thị Năm');
  server.too_large.add(large.changeset.id);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.log.map((each) => (each as { void?: string }).void ?? null)).toEqual([
    null,
    'too_large',
    null,
  ]);
  await openAccount(user_id);
  expect(names()).toEqual(['Lê Thị Năm', 'Lê Thị Tư', 'Lê Văn Ba']);
  const kept = book.entries().find(({ n }) => n === large.n);
  expect(kept).toMatchObject({ void: 'too_large', status: 'void' });
  expect(kept?.changeset.changes).toEqual(large.changeset.changes);
  expect(book.stateOf(large.changeset.changes[0]?.id ?? '')).toBe('held');
});

test('an act that the server cannot take bars leaving until it left as a file', async () => {
  const large = await recordHousehold('Lê Thị Tư');
  server.too_large.add(large.changeset.id);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(await hasUnsafe()).toBe(true);
  const [shown] = get(outbox);
  expect(shown).toMatchObject({ state: 'held', is_only_here: true });
  const given = makeExport(shown?.k ?? 0);
  expect(JSON.parse((await given?.file.text()) ?? '')).toMatchObject({
    id: large.changeset.id,
    why: 'too_large',
    changes: large.changeset.changes,
  });
  expect(await hasUnsafe()).toBe(true);
  await given?.done();
  expect(await hasUnsafe()).toBe(false);
  expect(get(outbox)).toHaveLength(1);
});

test('acknowledged work stays until a backup has it and thirty days have passed', async () => {
  for (const name of ['Ba', 'Tư', 'Năm']) await recordHousehold(name);
  await exchange(ignore);
  server.safe = 2;
  server.clock_ms += 29 * day_ms;
  await exchange(ignore);
  expect(book.entries()).toHaveLength(3);
  server.clock_ms += 1 * day_ms;
  await exchange(ignore);
  expect(book.entries().map(({ n }) => n)).toEqual([3]);
  expect(await getDatabase().log.count()).toBe(1);
  await exchange(ignore);
  expect(server.asked.at(-1)).toMatchObject({ first: 3, acked: 3 });
  expect(names()).toHaveLength(3);
});

test('a clock that runs years ahead on the phone lets nothing go too early', async () => {
  await recordHousehold('Ba');
  server.safe = 1;
  await exchange(ignore);
  vi.useFakeTimers({ now: Date.now() + 3 * 365 * day_ms, toFake: ['Date'] });
  await exchange(ignore);
  vi.useRealTimers();
  expect(book.entries()).toHaveLength(1);
});

test('after a restore behind what was let go, the phone says where its log begins', async () => {
  const backup = server.backup();
  for (const name of ['Ba', 'Tư', 'Năm']) await recordHousehold(name);
  await exchange(ignore);
  server.safe = 2;
  server.clock_ms += 31 * day_ms;
  await exchange(ignore);
  server.restore(backup);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.log.map(({ id }) => id)).toEqual(['lost', 'lost', book.entries()[0]?.changeset.id]);
});

test('held work that nobody decided stays in sight when its number is let go', async () => {
  const entry = await recordHousehold('Ba');
  server.held.add(entry.changeset.id);
  await recordHousehold('Tư');
  server.safe = 2;
  await exchange(ignore);
  server.clock_ms += 31 * day_ms;
  await exchange(ignore);
  expect(book.entries().map(({ n, status }) => [n, status])).toEqual([[1, 'held']]);
  await exchange(ignore);
  expect(server.asked.at(-1)).toMatchObject({ first: 3 });
});

test('work that another carrier has delivered is not sent for ever', async () => {
  await recordHousehold('Ba');
  await recordHousehold('Tư');
  const device = book.entries()[0]?.device ?? '';
  for (const { changeset } of book.entries()) server.logOf(device).push(changeset);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(book.entries().map(({ status }) => status)).toEqual(['applied', 'applied']);
});

test('an act stays laid over until its own stream was read to the end', async () => {
  closeDatabase();
  await beginPhone(server, [commune, hamlet]);
  const household = server.apply(
    createChange('household', newId(), hamlet, { head_name: 'Lê Văn Ba' }),
  );
  await exchange(ignore);
  await renameHousehold(household.id, 'Lê Văn Bảy');
  // What others recorded fills the page, and the act's own turn comes later.
  for (let n = 0; n < 3; n += 1) {
    server.apply(createChange('shop', newId(), hamlet, { name: `Tiệm ${String(n)}` }));
  }
  server.page_records = 2;
  server.faults.push(...([undefined, 'refused'] as never[]));
  await exchange(ignore);
  expect(book.entries()[0]).toMatchObject({ status: 'applied', settled: false });
  expect(names()).toEqual(['Lê Văn Bảy']);
  await exchange(ignore);
  expect(book.entries()[0]).toMatchObject({ settled: true });
  expect(names()).toEqual(['Lê Văn Bảy']);
});

test('a stream that may not be read any more goes only when nothing waits for it', async () => {
  server.apply(createChange('household', newId(), hamlet, { head_name: 'Lê Văn Ba' }));
  await exchange(ignore);
  const entry = await recordHousehold('Lê Thị Tư');
  server.held.add(entry.changeset.id);
  server.lost = [hamlet];
  server.faults.push('refused');
  await exchange(ignore);
  expect(names()).toHaveLength(2);
  await exchange(ignore);
  expect(names()).toEqual(['Lê Thị Tư']);
  expect(await getDatabase().streams.count()).toBe(0);
});

test('a gained stream is read, and its name is asked for until it is known', async () => {
  server.gained = [commune];
  server.apply(createChange('team', newId(), commune, { name: 'Tổ 1' }));
  await exchange(ignore);
  expect(book.live('team').size).toBe(1);
  expect((await getDatabase().streams.get(commune))?.name).toBe('Nơi');
});

test('a hamlet that ended, or is there again, is so here without a new sign-in', async () => {
  user_id = await beginPhone(server, [hamlet, commune]);
  const id = hamlet.split(':')[1] ?? '';
  const access = async () => (await getDatabase().streams.get(hamlet))?.access;
  server.apply(createChange('unit', id, commune, { name: 'Nơi', valid_to: '2026-11-22' }));
  server.listed = { name: 'Nơi', access: 'read' };
  await exchange(ignore);
  expect(await access()).toBe('read');
  server.apply(createChange('unit', id, commune, { name: 'Nơi mới', valid_to: null }));
  server.listed = { name: 'Nơi mới', access: 'write' };
  await exchange(ignore);
  expect(await access()).toBe('write');
  expect((await getDatabase().streams.get(hamlet))?.name).toBe('Nơi mới');
});

test('a phone reported lost sends what waits, then keeps nothing', async () => {
  server.apply(createChange('household', newId(), hamlet, { head_name: 'Lê Văn Ba' }));
  await exchange(ignore);
  await recordHousehold('Lê Thị Tư');
  server.wipe = true;
  server.faults.push('refused');
  await exchange(ignore);
  expect(book.entries()).toHaveLength(1);
  expect((await exchange(ignore)).kind).toBe('done');
  expect(server.log).toHaveLength(1);
  expect([names(), book.entries()]).toEqual([[], []]);
  const { blocks, log, streams, drafts } = getDatabase();
  for (const table of [blocks, log, streams, drafts]) expect(await table.count()).toBe(0);
});

test('a stream whose digest never fits is read anew once a day, by the server’s days', async () => {
  server.apply(createChange('household', newId(), hamlet, { head_name: 'Lê Văn Ba' }));
  const whole = server.sync.bind(server);
  let pulls = 0;
  server.sync = (asked) => {
    const answer = whole(asked);
    if (asked.cursors.some(({ cursor }) => cursor === null)) pulls += 1;
    for (const page of answer.streams) if (page.digest) page.digest.sum += 1;
    return answer;
  };
  await exchange(ignore);
  await exchange(ignore);
  expect(pulls).toBe(2);
  server.clock_ms += day_ms;
  await exchange(ignore);
  await exchange(ignore);
  expect(pulls).toBe(3);
});

test('a server that answers but takes nothing is not asked again and again', async () => {
  await recordHousehold('Ba');
  const whole = server.sync.bind(server);
  server.sync = (asked) => ({ ...whole({ ...asked, changesets: [] }), acked: 0 });
  expect((await exchange(ignore)).kind).toBe('stuck');
  expect(server.asked.length).toBeLessThanOrEqual(3);
});
