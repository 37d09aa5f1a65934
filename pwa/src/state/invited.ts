/**
 * Signing in by the token of an invitation. Whose it is only the server knows, so the devices that
 * this browser already is for people are offered first: who was here before goes on with their log.
 */
import type { SignInOut } from '../api/wire.ts';
import { newId } from '../store/clock.ts';
import { makeDeviceKey } from '../store/devices.ts';
import { listPeople } from '../store/people.ts';
import {
  askAs,
  findKnown,
  isDeviceRefused,
  type Candidate,
  type Failure,
  type SignedIn,
} from './signing_in.ts';

/** By token: its first answer may have been lost, and only this device may ask again. */
const fresh = new Map<string, Candidate>();

export async function acceptAtServer(token: string): Promise<SignedIn | Failure> {
  let last: Failure = { kind: 'offline' };
  for (const candidate of await findCandidates(token)) {
    const reply = await askAs(candidate, '/auth/invitation', { token });
    if (reply.kind === 'ok') return { out: reply.json as SignInOut, candidate };
    last = reply;
    if (!isDeviceRefused(reply, candidate)) break;
  }
  return last;
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
