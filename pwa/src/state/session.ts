/** Who uses this phone: signing in and out, and opening the user's database at start. */
import { derived } from 'svelte/store';

import { request, requestPlain, useTokens, type Reply, type Tokens } from '../api/client.ts';
import type { SignInOut, UserOut } from '../api/wire.ts';
import { fold } from '../core/text.ts';
import { account } from '../store/account.ts';
import { newId } from '../store/clock.ts';
import * as book from '../store/book.ts';
import {
  findDevice,
  findInvitedDevice,
  findLastUser,
  forgetUser,
  keepTokens,
  listDevices,
  openAccount,
  rememberDevice,
  renewAccount,
} from '../store/users.ts';
import { startScheduler, syncState, wake } from '../sync/wake.ts';
import type { Live } from './live.ts';
import { watchForUpdates } from './update.ts';

export type User = UserOut;
export interface StreamInfo {
  readonly stream: string;
  readonly name: string;
  readonly access: 'read' | 'write';
}
export interface Session {
  readonly user: User;
  readonly streams: readonly StreamInfo[];
  readonly device_id: string;
  /** The server asks for a new sign-in before it takes anything; recording goes on. */
  readonly must_sign_in: boolean;
}
export type SignInResult =
  'ok' | 'bad_credentials' | 'too_many_attempts' | 'offline' | 'captive' | 'server';

export const session: Live<Session | null> = derived([account, syncState], ([known, sync]) =>
  known === null ? null : { ...known, must_sign_in: sync.problem === 'sign_in_needed' },
);

let is_scheduled = false;

/** Opens the database, loads the memory and starts the scheduler; called once, before mount. */
export async function bootstrap(): Promise<void> {
  watchForUpdates();
  const user_id = await findLastUser();
  if (user_id === null) return;
  const tokens = await openAccount(user_id);
  begin(tokens);
}

function begin(tokens: Tokens | null): void {
  useTokens(tokens, keepTokens);
  if (is_scheduled) wake();
  else startScheduler();
  is_scheduled = true;
}

/** The same name always signs in as the same device of this browser. */
export async function signIn(username: string, password: string): Promise<SignInResult> {
  const name = fold(username);
  const device_id = (await findDevice(name)) ?? newId();
  await rememberDevice(name, device_id);
  const device = { id: device_id, name: deviceName() };
  const reply = await requestPlain('POST', '/auth/login', { username, password, device });
  if (reply.kind !== 'ok') return explain(reply);
  await enter(reply.json as SignInOut, device_id);
  return 'ok';
}

async function enter(out: SignInOut, device_id: string): Promise<void> {
  const tokens = { access: out.access_token, refresh: out.refresh_token ?? '' };
  // Screens that ask the server appear with the account, so the tokens come first.
  useTokens(tokens, keepTokens);
  await renewAccount(out, device_id, tokens);
  begin(tokens);
}

/**
 * Signs in by the token of an invitation. A person who was here before stays the same device: the
 * server knows whose each is, so those of this browser are offered one after the other.
 */
export async function acceptInvitation(token: string): Promise<SignInResult | 'bad_invitation'> {
  const fresh = await findInvitedDevice(token, newId());
  for (const id of [...(await listDevices()), fresh]) {
    const body = { token, device: { id, name: deviceName() } };
    const reply = await requestPlain('POST', '/auth/invitation', body);
    if (reply.kind === 'ok') {
      const out = reply.json as SignInOut;
      await enter(out, id);
      await rememberDevice(fold(out.user.username), id);
      return 'ok';
    }
    const code = reply.kind === 'problem' ? reply.code : '';
    if (code !== 'device_not_yours') return code === 'bad_invitation' ? code : explain(reply);
  }
  return 'server';
}

function explain(reply: Exclude<Reply, { kind: 'ok' }>): SignInResult {
  if (reply.kind !== 'problem') return reply.kind;
  if (reply.status === 429) return 'too_many_attempts';
  return reply.status === 401 || reply.status === 422 ? 'bad_credentials' : 'server';
}

function deviceName(): string {
  const agent = navigator.userAgent;
  const found = /\((?:Linux; )?([^;)]+(?:; [^;)]+)?)/u.exec(agent);
  return (found?.[1] ?? 'Máy').slice(0, 80);
}

/** Refuses while anything recorded here has not reached the server. */
export async function signOut(): Promise<'ok' | 'unsent'> {
  if (book.entries().some((entry) => entry.status === null)) return 'unsent';
  await request('POST', '/auth/logout');
  useTokens(null, keepTokens);
  await forgetUser();
  return 'ok';
}
