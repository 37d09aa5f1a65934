/**
 * Signing in by the token of an invitation. Whose it is only the server knows, so the devices that
 * this browser already is for people are offered first: who was here before goes on with their log.
 */
import type { SignInOut } from '../api/wire.ts';
import { newId } from '../store/clock.ts';
import { makeDeviceKey } from '../store/devices.ts';
import { listPeople } from '../store/people.ts';
import { enterAs, explain, type SignInResult } from './session.ts';
import { askAs, findKnown, isDeviceRefused, type Candidate } from './signing_in.ts';

/** By token: its first answer may have been lost, and only this device may ask again. */
const fresh = new Map<string, Candidate>();

export async function acceptInvitation(token: string): Promise<SignInResult | 'bad_invitation'> {
  for (const candidate of await findCandidates(token)) {
    const reply = await askAs(candidate, '/auth/invitation', { token });
    if (reply.kind === 'ok') return enterAs({ out: reply.json as SignInOut, candidate });
    if (reply.kind === 'problem' && reply.code === 'bad_invitation') return 'bad_invitation';
    if (!isDeviceRefused(reply, candidate)) return explain(reply);
  }
  return 'server';
}

async function findCandidates(token: string): Promise<readonly Candidate[]> {
  const people = await listPeople();
  const known = await Promise.all(people.map(({ id }) => findKnown(id)));
  const made = fresh.get(token) ?? {
    ...{ id: newId(), replaces: null, missing: null, key: await makeDeviceKey() },
  };
  fresh.set(token, made);
  return [...known.filter((each) => each !== null), made];
}
