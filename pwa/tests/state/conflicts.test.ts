import 'fake-indexeddb/auto';

import { get } from 'svelte/store';
import { afterEach, expect, test, vi } from 'vitest';

import { conflicts, refreshConflicts } from '../../src/state/conflicts.ts';
import { newId } from '../../src/store/acts.ts';
import { closeDatabase } from '../../src/store/database.ts';
import { closeAccount } from '../../src/store/users.ts';
import { beginPhone } from '../sync/phone.ts';
import { hamlet, Server } from '../sync/server.ts';

afterEach(() => {
  closeAccount();
  closeDatabase();
  vi.unstubAllGlobals();
});

function answer(ids: readonly string[]): Response {
  const items = ids.map((id) => ({
    ...{ id, stream: hamlet, record_id: newId(), type: 'household', field: 'phone' },
    ...{ status: 'open', opened_at: '2026-11-26T03:00:00Z', resolved_by: null, resolved_at: null },
    ...{ current: { value: '1', by: null }, incoming: [] },
  }));
  const headers = { 'Tungnha-Protocol': '1' };
  return Response.json({ items, cursor: null }, { headers });
}

test('an answer that was overtaken brings nothing back that is decided by now', async () => {
  const server = new Server();
  await beginPhone(server);
  vi.stubGlobal('navigator', {
    locks: { request: (_: string, __: object, run: (lock: object) => unknown) => run({}) },
  });
  const waiting: ((response: Response) => void)[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
    url.includes('/conflicts')
      ? new Promise<Response>((resolve) => waiting.push(resolve))
      : server.fetch(url, init),
  );
  const stop = conflicts.subscribe(() => undefined);
  const decided = newId();
  const left = newId();
  const asks = [refreshConflicts(), refreshConflicts()];
  await vi.waitFor(() => {
    expect(waiting).toHaveLength(2);
  });
  waiting[1]?.(answer([left]));
  await asks[1];
  expect(get(conflicts).map(({ id }) => id)).toEqual([left]);
  waiting[0]?.(answer([decided, left]));
  await asks[0];
  expect(get(conflicts).map(({ id }) => id)).toEqual([left]);
  stop();
});
