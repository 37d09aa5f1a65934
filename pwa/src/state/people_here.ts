/** Several people on one phone: who they are, and changing over without losing anything. */
import { useTokens } from '../api/client.ts';
import { getAccount } from '../store/account.ts';
import { deleteDatabase, getDatabase } from '../store/database.ts';
import { findLastUser, forgetPerson, listPeople, noteUser } from '../store/people.ts';
import { peek } from '../store/meta.ts';
import { closeAccount } from '../store/users.ts';
import { openOrLock } from './locking.ts';
import { hasUnsafe } from './session.ts';

export interface PersonHere {
  readonly id: string;
  readonly username: string;
  readonly full_name: string;
  readonly is_here: boolean;
}
export type SwitchResult = 'ok' | 'unsent' | 'sign_in';
export type ClearResult = 'ok' | 'unsent';

export async function listPeopleHere(): Promise<readonly PersonHere[]> {
  const last = await findLastUser();
  const people = await listPeople();
  return people.map(({ id, username, full_name }) => ({
    ...{ id, username, full_name, is_here: id === last },
  }));
}

/** `unsent`: what is here goes first; `sign_in`: that person has signed out. */
export async function switchTo(user_id: string): Promise<SwitchResult> {
  if (await hasUnsafe()) return 'unsent';
  const tokens = await peek<unknown>(user_id, 'tokens');
  if (tokens === null) return 'sign_in';
  useTokens(null, null);
  closeAccount();
  await noteUser(user_id);
  await openOrLock(user_id);
  return 'ok';
}

/** Deletes all that the person here has on this phone; refuses while anything waits. */
export async function clearPhone(): Promise<ClearResult> {
  const user_id = getAccount()?.user.id;
  if (user_id === undefined) return 'ok';
  const { recovered, rescue } = getDatabase();
  const kept = (await recovered.count()) + (await rescue.listBy('is_orphan', 1)).length;
  if (kept > 0 || (await hasUnsafe())) return 'unsent';
  useTokens(null, null);
  closeAccount();
  await deleteDatabase(user_id);
  await forgetPerson(user_id);
  return 'ok';
}
