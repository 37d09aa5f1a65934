/** Who uses this phone: signing in and out, and opening the user's database at start. */
import { derived, get } from 'svelte/store';

import { request, useTokens, type Reply, type Tokens } from '../api/client.ts';
import type { UserOut } from '../api/wire.ts';
import { isWaiting } from '../core/entry.ts';
import { account, getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { findLastUser } from '../store/people.ts';
import { keepTokens, leaveAccount, openAccount, readTokens, renewAccount } from '../store/users.ts';
import { resetPace, startScheduler, syncState, wake } from '../sync/wake.ts';
import type { Live } from './live.ts';
import { acceptAtServer } from './invited.ts';
import { noteMissing } from './missing.ts';
import { signInAtServer, type SignedIn } from './signing_in.ts';
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
  /** This phone was reported lost: what the server has is not on it any more. */
  readonly is_wiped: boolean;
  /** The server asks for a new sign-in before it takes anything; recording goes on. */
  readonly must_sign_in: boolean;
}
export type SignInResult =
  'ok' | 'bad_credentials' | 'too_many_attempts' | 'offline' | 'captive' | 'server' | 'unsent';

export const session: Live<Session | null> = derived([account, syncState], ([known, sync]) =>
  known === null
    ? null
    : {
        ...known,
        is_wiped: known.is_wiped ?? false,
        must_sign_in: sync.problem === 'sign_in_needed',
      },
);

let is_scheduled = false;

/** Opens the database, loads the memory and starts the scheduler; called once, before mount. */
export async function bootstrap(): Promise<void> {
  watchForUpdates();
  const user_id = await findLastUser();
  if (user_id !== null) begin(await openAccount(user_id));
}

const shelf = { keep: keepTokens, read: readTokens };

function begin(tokens: Tokens | null): void {
  useTokens(tokens, shelf);
  resetPace();
  if (is_scheduled) wake('network');
  else startScheduler();
  is_scheduled = true;
}

/**
 * The same name always signs in as the same device of this browser. `unsent`: somebody else is
 * here whose work has not reached the server; that goes first.
 */
export async function signIn(username: string, password: string): Promise<SignInResult> {
  const signed = await signInAtServer(username, password);
  return 'out' in signed ? enterAs(signed) : explain(signed);
}

/** By the token of an invitation, without a password. */
export async function acceptInvitation(token: string): Promise<SignInResult | 'bad_invitation'> {
  const signed = await acceptAtServer(token);
  if ('out' in signed) return enterAs(signed);
  const is_bad = signed.kind === 'problem' && signed.code === 'bad_invitation';
  return is_bad ? 'bad_invitation' : explain(signed);
}

async function enterAs(signed: SignedIn): Promise<SignInResult> {
  const here = getAccount();
  if (here !== null && here.user.id !== signed.out.user.id && hasUnsent()) return 'unsent';
  await enter(signed);
  return 'ok';
}

async function enter({ out, candidate }: SignedIn): Promise<void> {
  const tokens = { access: out.access_token, refresh: out.refresh_token ?? '' };
  const { id, replaces, key, missing } = candidate;
  // Screens that ask the server appear with the account, so the tokens come first.
  useTokens(tokens, null);
  await renewAccount(out, id, tokens, { replaces, key });
  begin(tokens);
  if (missing !== null) void noteMissing(missing);
}

function explain(reply: Exclude<Reply, { kind: 'ok' }>): SignInResult {
  if (reply.kind !== 'problem') return reply.kind;
  if (reply.status === 429) return 'too_many_attempts';
  return reply.status === 401 || reply.status === 422 ? 'bad_credentials' : 'server';
}

/** Whether anything recorded here has not reached the server. */
export function hasUnsent(): boolean {
  return book.entries().some(isWaiting);
}

/** Refuses while anything recorded here has not reached the server. */
export async function signOut(): Promise<'ok' | 'unsent'> {
  if (get(account) !== null && hasUnsent()) return 'unsent';
  await request('POST', '/auth/logout');
  useTokens(null, null);
  await leaveAccount();
  return 'ok';
}
