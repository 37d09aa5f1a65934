/**
 * The PIN: setting, changing and removing it, and the locked phone. Recording needs the PIN, never
 * the network and never a sign-in that is still good.
 */
import { readonly, writable } from 'svelte/store';

import { useTokens } from '../api/client.ts';
import { getAccount } from '../store/account.ts';
import { draftsKept } from '../store/drafts.ts';
import { findServerKey } from '../store/handing_over.ts';
import { listPeople, noteUser } from '../store/people.ts';
import {
  destroyVault,
  dropVault,
  makeVault,
  readLock,
  readTriesLeft,
  rewrapVault,
  unlockVault,
} from '../store/pin.ts';
import { needsResealing, resealAll } from '../store/reseal.ts';
import { renewRescue } from '../store/rescue.ts';
import { closeAccount } from '../store/users.ts';
import { useKeys } from '../store/vault.ts';
import { fetchServerKey } from './handing_over.ts';
import type { Live } from './live.ts';
import { openPerson } from './opening.ts';

export { tries_max } from '../store/pin.ts';

export interface Lock {
  readonly user_id: string;
  readonly username: string;
  readonly full_name: string;
  readonly tries_left: number;
  /** Five wrong PINs: only a new sign-in goes on from here. */
  readonly is_destroyed: boolean;
}
export type PinResult = 'ok' | 'wrong' | 'destroyed' | 'no_key';

/** Digits of a PIN, at least. */
export const digits_min = 6;
const away_max_ms = 10 * 60_000;
const locked = writable<Lock | null>(null);
const pinned = writable(false);

/** Whose phone waits for a PIN; null where it is open. */
export const lock: Live<Lock | null> = readonly(locked);
/** Whether the person here has set a PIN. */
export const hasPin: Live<boolean> = readonly(pinned);

/** Opens what this person has, or shows that it is locked. */
export async function openOrLock(user_id: string): Promise<void> {
  const state = await readLock(user_id);
  pinned.set(state !== 'open');
  if (state === 'open') await openPerson(user_id);
  else await showLock(user_id);
}

async function showLock(user_id: string): Promise<void> {
  const person = (await listPeople()).find(({ id }) => id === user_id);
  const is_destroyed = (await readLock(user_id)) === 'destroyed';
  locked.set({
    ...{ user_id, username: person?.username ?? '', full_name: person?.full_name ?? '' },
    ...{ tries_left: await readTriesLeft(user_id), is_destroyed },
  });
}

/** Another person signs in, or this one anew. */
export function leaveLock(): void {
  locked.set(null);
}

export async function unlock(user_id: string, pin: string): Promise<PinResult> {
  const unlocked = await unlockVault(user_id, pin);
  if (unlocked.kind !== 'ok') {
    await showLock(user_id);
    return unlocked.kind;
  }
  await openPerson(user_id);
  pinned.set(true);
  locked.set(null);
  if (await needsResealing()) await resealAll();
  await renewRescue();
  return 'ok';
}

/** The person has forgotten the PIN: the same as five wrong tries, but on purpose. */
export async function forgetPin(user_id: string): Promise<void> {
  await destroyVault(user_id);
  await showLock(user_id);
}

/** Seals everything here. Needs the server's key, so that what waits can be rescued. */
export async function setPin(pin: string): Promise<PinResult> {
  const user_id = getAccount()?.user.id;
  if (user_id === undefined) return 'wrong';
  if ((await findServerKey()) === null) await fetchServerKey();
  if ((await findServerKey()) === null) return 'no_key';
  useKeys(await makeVault(user_id, pin));
  pinned.set(true);
  await resealAll();
  await renewRescue();
  return 'ok';
}

export async function changePin(pin: string, next: string): Promise<PinResult> {
  const user_id = getAccount()?.user.id ?? '';
  return lockIfDestroyed(user_id, (await rewrapVault(user_id, pin, next)).kind);
}

/** Everything lies open again; asks for the PIN once more. */
export async function removePin(pin: string): Promise<PinResult> {
  const user_id = getAccount()?.user.id ?? '';
  const tried = await unlockVault(user_id, pin);
  if (tried.kind !== 'ok') return lockIfDestroyed(user_id, tried.kind);
  useKeys({ ...tried.keys, current: null });
  await resealAll();
  await dropVault(user_id);
  useKeys(null);
  await renewRescue();
  pinned.set(false);
  return 'ok';
}

async function lockIfDestroyed(user_id: string, kind: PinResult): Promise<PinResult> {
  if (kind === 'destroyed') await lockNow(user_id);
  return kind;
}

/** Closes the book and forgets the keys; drafts were kept at every keystroke. */
async function lockNow(user_id: string): Promise<void> {
  await draftsKept();
  useTokens(null, null);
  closeAccount();
  await noteUser(user_id);
  await showLock(user_id);
}

/** Locks a phone that was put away for longer than ten minutes. */
export function watchForAbsence(): void {
  let left_at_ms = 0;
  document.addEventListener('visibilitychange', () => {
    const now_ms = performance.now();
    if (document.visibilityState === 'hidden') {
      left_at_ms = now_ms;
      return;
    }
    if (now_ms - left_at_ms > away_max_ms) void lockAfterAbsence();
  });
}

async function lockAfterAbsence(): Promise<void> {
  const user_id = getAccount()?.user.id;
  if (user_id !== undefined && (await readLock(user_id)) === 'locked') await lockNow(user_id);
}
