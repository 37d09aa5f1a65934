/** The people who use this phone, as it knows them itself; each has a database of their own. */
import { fold } from '../core/text.ts';
import { DeviceDatabase } from './database.ts';

export interface KnownPerson {
  readonly id: string;
  readonly username: string;
  readonly full_name: string;
  readonly role: string;
}

const device_database = new DeviceDatabase();
const user_key = 'user';
const people_key = 'people';

type Meta = DeviceDatabase['meta'];

async function readIn<T>(meta: Meta, key: string): Promise<T | null> {
  const row = await meta.get(key);
  return row === undefined ? null : (row.value as T);
}

function read<T>(key: string): Promise<T | null> {
  return readIn<T>(device_database.meta, key);
}

/** Id of who used this phone last and has not signed out. */
export function findLastUser(): Promise<string | null> {
  return read<string>(user_key);
}

export async function noteUser(user_id: string | null): Promise<void> {
  if (user_id === null) await device_database.meta.delete(user_key);
  else await device_database.meta.put({ key: user_key, value: user_id });
}

export function listPeople(): Promise<readonly KnownPerson[]> {
  return peopleIn(device_database.meta);
}

async function peopleIn(meta: Meta): Promise<readonly KnownPerson[]> {
  return (await readIn<KnownPerson[]>(meta, people_key)) ?? [];
}

export async function rememberPerson(person: KnownPerson, device_id: string): Promise<void> {
  await device_database.transaction(async (meta) => {
    const others = (await peopleIn(meta)).filter(({ id }) => id !== person.id);
    await meta.put({ key: people_key, value: [...others, person] });
    await meta.put({ key: `device:${fold(person.username)}`, value: device_id });
  });
}

export async function forgetPerson(user_id: string): Promise<void> {
  await device_database.transaction(async (meta) => {
    const people = await peopleIn(meta);
    const gone = people.find(({ id }) => id === user_id);
    await meta.put({ key: people_key, value: people.filter(({ id }) => id !== user_id) });
    if (gone !== undefined) await meta.delete(`device:${fold(gone.username)}`);
    if ((await readIn(meta, user_key)) === user_id) await meta.delete(user_key);
  });
}

/** The device id under which this name signed in here before. */
export function findDevice(name: string): Promise<string | null> {
  return read<string>(`device:${name}`);
}

export async function findPerson(name: string): Promise<KnownPerson | null> {
  return (await listPeople()).find(({ username }) => fold(username) === name) ?? null;
}
