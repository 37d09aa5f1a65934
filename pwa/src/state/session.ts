/** Who uses this phone: signing in and out, and opening the user's database at start. */
import { derived } from 'svelte/store';

import { request, useTokens, type Reply } from '../api/client.ts';
import type { UserOut } from '../api/wire.ts';
import { account, getAccount } from '../store/account.ts';
import { databaseTrouble, noteUnreadable, openDatabase } from '../store/database.ts';
import { listUnsafe } from '../store/handing_over.ts';
import { peekMeta } from '../store/meta.ts';
import { findLastUser, listPeople } from '../store/people.ts';
import { dropVault, readLock } from '../store/pin.ts';
import { startOver } from '../store/rescue.ts';
import { leaveAccount, renewAccount } from '../store/users.ts';
import { syncState } from '../sync/wake.ts';
import { fetchServerKey } from './handing_over.ts';
import type { Live } from './live.ts';
import { acceptAtServer } from './invited.ts';
import { leaveLock, openOrLock, watchForAbsence } from './locking.ts';
import { noteElsewhere, noteMissing } from './missing.ts';
import { goOn } from './opening.ts';
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
  | 'ok'
  | 'bad_credentials'
  | 'too_many_attempts'
  | 'offline'
  | 'captive'
  | 'server'
  | 'unsent'
  | 'locked';

export const session: Live<Session | null> = derived([account, syncState], ([known, sync]) =>
  known === null
    ? null
    : {
        ...known,
        is_wiped: known.is_wiped ?? false,
        must_sign_in: sync.problem === 'sign_in_needed',
      },
);

/** The role of who used this phone last, before anything of theirs has been opened. */
export async function findLastRole(): Promise<string | null> {
  const last = await findLastUser();
  return (await listPeople()).find(({ id }) => id === last)?.role ?? null;
}

/** Opens the database, loads the memory and starts the scheduler; called once, before mount. */
async function bootstrap(): Promise<void> {
  watchForUpdates();
  watchForAbsence();
  try {
    const user_id = await findLastUser();
    if (user_id !== null) await openOrLock(user_id);
  } catch {
    // Nothing is deleted by it; the next start may be luckier.
    noteUnreadable();
  }
}

/** Ready to be shown, or held up by what only a person can mend. */
export async function bootstrapped(): Promise<void> {
  let stop: () => void = () => undefined;
  const held_up = new Promise<void>((resolve) => {
    stop = databaseTrouble.subscribe((trouble) => {
      if (trouble !== 'none') resolve();
    });
  });
  await Promise.race([bootstrap(), held_up]);
  stop();
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
  const { id } = signed.out.user;
  const is_same = getAccount()?.user.id === id;
  if (!is_same && (await hasUnsafe())) return 'unsent';
  const state = await readLock(id);
  if (state === 'locked' && !is_same) return 'locked';
  if (state === 'destroyed') await forgetSealed(id);
  await enter(signed);
  return 'ok';
}

/** What a destroyed key had sealed; the acts that waited stay as files for the server. */
async function forgetSealed(user_id: string): Promise<void> {
  openDatabase(user_id);
  await startOver();
  await dropVault(user_id);
}

async function enter({ out, candidate }: SignedIn): Promise<void> {
  const tokens = { access: out.access_token, refresh: out.refresh_token ?? '' };
  const { id, replaces, key, missing } = candidate;
  const is_new = missing === null && (await peekMeta(out.user.id)) === null;
  // Screens that ask the server appear with the account, so the tokens come first.
  useTokens(tokens, null);
  await renewAccount(out, id, tokens, { replaces, key });
  leaveLock();
  goOn(tokens);
  void fetchServerKey();
  if (missing !== null) void noteMissing(missing);
  if (is_new) void noteElsewhere({ user_id: out.user.id, device_id: id });
}

function explain(reply: Exclude<Reply, { kind: 'ok' }>): SignInResult {
  if (reply.kind !== 'problem') return reply.kind;
  if (reply.status === 429) return 'too_many_attempts';
  return reply.status === 401 || reply.status === 422 ? 'bad_credentials' : 'server';
}

/** Whether anything recorded here is neither on the server nor in a file handed over. */
export async function hasUnsafe(): Promise<boolean> {
  return getAccount() !== null && (await listUnsafe()).length > 0;
}

/** Refuses while anything recorded here has neither reached the server nor been handed over. */
export async function signOut(): Promise<'ok' | 'unsent'> {
  if (await hasUnsafe()) return 'unsent';
  await request('POST', '/auth/logout');
  useTokens(null, null);
  await leaveAccount();
  return 'ok';
}
