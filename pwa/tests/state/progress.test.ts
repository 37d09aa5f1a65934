import 'fake-indexeddb/auto';

import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createChange } from '../../src/core/changes.ts';
import type { Fields } from '../../src/core/record.ts';
import { progress } from '../../src/state/today.ts';
import { newId, nowText } from '../../src/store/acts.ts';
import { closeDatabase } from '../../src/store/database.ts';
import { relistStreams } from '../../src/store/users.ts';
import { exchange } from '../../src/sync/exchange.ts';
import { beginPhone } from '../sync/phone.ts';
import { commune, hamlet, Server } from '../sync/server.ts';

const ended = 'hamlet:0198a7e0-0000-7000-8000-0000000000aa';
const topic = { code: 'APP', label_vi: 'Cài', indicator: 'I1', counts_when: ['done'] };
const period = { period_start: '2000-01-01', period_end: '2099-12-31' };

let server = new Server();

beforeEach(async () => {
  server = new Server();
  await beginPhone(server, [commune, hamlet]);
  put('topic', commune, topic);
  put('indicator', commune, { code: 'I1', label_vi: 'Lượt cài' });
});
afterEach(() => {
  closeDatabase();
  vi.unstubAllGlobals();
});

function put(type: string, stream: string, fields: Fields): void {
  server.apply(createChange(type, newId(), stream, fields));
}

function aim(stream: string, value: number): void {
  const unit_id = stream.split(':')[1];
  put('target', commune, { indicator: 'I1', unit_id, value, ...period });
}

function guide(stream: string, quantity: number): void {
  put('guidance', stream, { topic: 'APP', outcome: 'done', at: nowText(), quantity });
}

async function goals(): Promise<[string, number, number][]> {
  await exchange(() => undefined);
  return get(progress).map(({ indicator, value, target }) => [indicator, value, target]);
}

test('two targets of a hamlet for one indicator are one goal', async () => {
  aim(hamlet, 40);
  aim(hamlet, 20);
  guide(hamlet, 3);
  expect(await goals()).toEqual([['I1', 3, 60]]);
});

test('a target of the whole commune is no goal of a hamlet', async () => {
  aim(commune, 900);
  aim(hamlet, 40);
  guide(commune, 7);
  guide(hamlet, 3);
  expect(await goals()).toEqual([['I1', 3, 40]]);
});

test('what a hamlet that has ended was to reach goes on in what it became', async () => {
  aim(ended, 40);
  guide(hamlet, 3);
  await exchange(() => undefined);
  await relistStreams([
    { stream: commune, name: 'Xã', access: 'read' },
    { stream: ended, name: 'Ấp cũ', access: 'read' },
    { stream: hamlet, name: 'Ấp mới', access: 'write' },
  ]);
  expect(await goals()).toEqual([['I1', 3, 40]]);
});
