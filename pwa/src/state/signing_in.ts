/** One sign-in at the server: as the device that this browser already is for that name. */
import { requestPlain, type Reply } from '../api/client.ts';
import type { SignInOut } from '../api/wire.ts';
import { fold } from '../core/text.ts';
import { newId } from '../store/clock.ts';
import { device_key_key, makeDeviceKey, publicKeyOf } from '../store/devices.ts';
import { peek, peekMeta } from '../store/meta.ts';
import { findDevice, findPerson } from '../store/people.ts';
import { readLock } from '../store/pin.ts';
import { deviceName } from '../sync/device_name.ts';

/** Which device to sign in as; `missing` is one whose records are not on this phone any more. */
export interface Candidate {
  readonly id: string;
  readonly replaces: string | null;
  readonly missing: string | null;
  readonly key: CryptoKeyPair;
  /** Made in this sign-in, for a log that is unreadable. */
  readonly successor?: true;
}

export interface SignedIn {
  readonly out: SignInOut;
  readonly candidate: Candidate;
}
export type Failure = Exclude<Reply, { kind: 'ok' }>;

/** Signs in as a new device where the server gives the old one to somebody else. */
export async function signInAtServer(
  username: string,
  password: string,
): Promise<SignedIn | Failure> {
  const candidate = await findCandidate(username);
  const reply = await askWith(username, password, candidate);
  if (reply.kind === 'ok') return settleDevice(username, password, candidate, reply.json);
  if (!isDeviceRefused(reply, candidate)) return reply;
  const fresh = { ...candidate, id: newId(), replaces: null };
  const again = await askWith(username, password, fresh);
  return again.kind === 'ok' ? { out: again.json as SignInOut, candidate: fresh } : again;
}

async function findCandidate(username: string): Promise<Candidate> {
  const name = fold(username);
  const person = await findPerson(name);
  const known = person === null ? null : await findKnown(person.id);
  if (known !== null) return known;
  // The browser has thrown the records away, but not the name: a new device goes on for the old.
  const missing = await findDevice(name);
  return { id: newId(), replaces: missing, missing, key: await makeDeviceKey() };
}

/** The device whose log this browser keeps for the user. */
export async function findKnown(user_id: string): Promise<Candidate | null> {
  const meta = await peekMeta(user_id);
  if (meta === null) return null;
  if ((await readLock(user_id)) === 'destroyed') return successorOf(meta.device_id);
  const kept = await peek<CryptoKeyPair>(user_id, device_key_key);
  const key = kept ?? (await makeDeviceKey());
  return { id: meta.device_id, replaces: meta.replaces, missing: null, key };
}

/** The log of that device is unreadable for good: a new one goes on for it. */
async function successorOf(device_id: string): Promise<Candidate> {
  const key = await makeDeviceKey();
  return { id: newId(), replaces: device_id, missing: null, key, successor: true };
}

function askWith(username: string, password: string, candidate: Candidate): Promise<Reply> {
  return askAs(candidate, '/auth/login', { username, password });
}

export async function askAs(candidate: Candidate, path: string, proof: object): Promise<Reply> {
  const { id, replaces } = candidate;
  const claim = { id, name: deviceName(), key: await publicKeyOf(candidate.key) };
  const device = replaces === null ? claim : { ...claim, replaces };
  return requestPlain('POST', path, { ...proof, device });
}

/** Somebody known here under another name: signs in again as the device that keeps their log. */
async function settleDevice(
  username: string,
  password: string,
  candidate: Candidate,
  json: unknown,
): Promise<SignedIn> {
  const out = json as SignInOut;
  const own = await findKnown(out.user.id);
  if (own === null || own.id === candidate.id || own.successor) return { out, candidate };
  const again = await askWith(username, password, own);
  if (again.kind !== 'ok') return { out, candidate };
  return { out: again.json as SignInOut, candidate: own };
}

export function isDeviceRefused(reply: Failure, { replaces }: Candidate): boolean {
  if (reply.kind !== 'problem') return false;
  // Reported lost so long ago that it may not even send: its person goes on as a new device.
  if (reply.code === 'access_ended') return true;
  return reply.code === 'device_not_yours' || (reply.status === 422 && replaces !== null);
}
