import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { request, useTokens, type Tokens } from '../../src/api/client.ts';

let kept: Tokens | null = null;
let presented: string[] = [];
const shelf = {
  keep: (next: Tokens) => {
    kept = next;
    return Promise.resolve();
  },
  read: () => Promise.resolve(kept),
};

function answer(json: unknown, status = 200): Response {
  return Response.json(json, { status, headers: { 'Tungnha-Protocol': '1' } });
}

beforeEach(() => {
  kept = { access: 'a1', refresh: 'r1' };
  presented = [];
  useTokens(kept, shelf);
  // Only the second access token is good.
  vi.stubGlobal('fetch', async (address: string, options: { headers: Headers; body: Blob }) => {
    if (address.endsWith('/auth/refresh')) {
      const sent = JSON.parse(await options.body.text()) as { refresh_token: string };
      presented.push(sent.refresh_token);
      return answer({ access_token: 'a2', refresh_token: 'r2' });
    }
    const is_good = options.headers.get('Authorization') === 'Bearer a2';
    return is_good ? answer({}) : answer({ code: 'not_signed_in' }, 401);
  });
});
afterEach(() => {
  useTokens(null, null);
  vi.unstubAllGlobals();
});

test('many requests that find the sign-in expired refresh it once', async () => {
  const replies = await Promise.all(Array.from({ length: 8 }, () => request('GET', '/streams')));
  expect(replies.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'ok'));
  expect(presented).toEqual(['r1']);
  expect(kept).toEqual({ access: 'a2', refresh: 'r2' });
});

test('what another tab refreshed is used, and the old token is not shown again', async () => {
  kept = { access: 'a2', refresh: 'r2' };
  expect((await request('GET', '/streams')).kind).toBe('ok');
  expect(presented).toEqual([]);
});

test('a person who has signed out in another tab stays signed out', async () => {
  kept = null;
  expect(await request('GET', '/streams')).toMatchObject({ kind: 'problem', status: 401 });
  expect(presented).toEqual([]);
});

test('where the browser has locks, one tab refreshes at a time', async () => {
  const asked: string[] = [];
  const locks = {
    request: (name: string, run: () => Promise<unknown>) => {
      asked.push(name);
      return run();
    },
  };
  vi.stubGlobal('navigator', { locks });
  await request('GET', '/streams');
  expect(asked).toEqual(['tungnha-refresh']);
});
