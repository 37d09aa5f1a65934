/** A signed-in phone for tests, on a database of its own in this process. */
import { vi } from 'vitest';

import { useTokens } from '../../src/api/client.ts';
import type { SignInOut } from '../../src/api/wire.ts';
import { createChange, updateChange } from '../../src/core/changes.ts';
import type { Entry } from '../../src/core/entry.ts';
import { newId, record } from '../../src/store/acts.ts';
import * as book from '../../src/store/book.ts';
import { makeDeviceKey } from '../../src/store/devices.ts';
import { renewAccount } from '../../src/store/users.ts';
import { hamlet, type Server } from './server.ts';

const key = await makeDeviceKey();

export function signedIn(
  user_id: string,
  streams: readonly string[] = [hamlet],
  username = 'an',
): SignInOut {
  const user = { id: user_id, username, full_name: 'An', role: 'volunteer', units: [] };
  return {
    ...{ access_token: 'a', refresh_token: 'r', expires_in: 900, user },
    streams: streams.map((stream) => ({ stream, name: 'Nơi', access: 'write', head: 0 })),
  } as unknown as SignInOut;
}

/** Somebody new, on a phone that speaks to this server. Returns the user's id. */
export async function beginPhone(
  server: Server,
  streams?: readonly string[],
  user_id = newId(),
): Promise<string> {
  vi.stubGlobal('fetch', server.fetch);
  const tokens = { access: 'a', refresh: 'r' };
  await renewAccount(signedIn(user_id, streams), newId(), tokens, { replaces: null, key });
  useTokens(tokens, null);
  return user_id;
}

export function recordHousehold(name: string, stream = hamlet, draft_key?: string): Promise<Entry> {
  const change = createChange('household', newId(), stream, { head_name: name });
  return record([change], draft_key === undefined ? {} : { draft_key });
}

export function renameHousehold(id: string, name: string): Promise<Entry> {
  const seen = book.find(id);
  if (seen === undefined) throw new Error('no such household here');
  const change = updateChange(seen, book.received(id), { head_name: name });
  if (change === null) throw new Error('that is its name already');
  return record([change]);
}

export function names(): unknown[] {
  return [...book.live('household').values()].map((each) => each.fields['head_name']).sort();
}
