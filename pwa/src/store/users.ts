/** The users of this phone: which one is here now, and opening what belongs to them. */
import type { Tokens } from '../api/client.ts';
import type { SignInOut } from '../api/wire.ts';
import { fold } from '../core/text.ts';
import { getAccount, setAccount, type Account, type KnownStream } from './account.ts';
import { loadLog } from './acts.ts';
import * as book from './book.ts';
import { closeDatabase, DeviceDatabase, getDatabase, openDatabase } from './database.ts';
import { newStreamRow } from './answers.ts';
import { findMeta, keep, newMeta, readKept, writeMeta } from './meta.ts';
import { noteProgress } from './progress.ts';
import { loadShelves, reloadShelf } from './shelves.ts';
import { joinTabs } from './tabs.ts';

const device_database = new DeviceDatabase();
const user_key = 'user';
const account_key = 'account';
const tokens_key = 'tokens';
const invited_key = 'invited';

/** Id of who used this phone last and has not signed out. */
export async function findLastUser(): Promise<string | null> {
  const row = await device_database.meta.get(user_key);
  return typeof row?.value === 'string' ? row.value : null;
}

/** The device id under which this name signed in here before. */
export async function findDevice(name: string): Promise<string | null> {
  const row = await device_database.meta.get(`device:${name}`);
  return typeof row?.value === 'string' ? row.value : null;
}

export async function rememberDevice(name: string, device_id: string): Promise<void> {
  await device_database.meta.put({ key: `device:${name}`, value: device_id });
}

/** The devices that people signed in as here. */
export async function listDevices(): Promise<string[]> {
  const rows = await device_database.meta.where('key').startsWith('device:').toArray();
  return rows.map(({ value }) => value).filter((value) => typeof value === 'string');
}

/** The device that tries an invitation: the same each time, because an answer may be lost. */
export async function findInvitedDevice(token: string, fresh: string): Promise<string> {
  const row = await device_database.meta.get(invited_key);
  const kept = row?.value as { token: string; device_id: string } | undefined;
  if (kept?.token === token) return kept.device_id;
  await device_database.meta.put({ key: invited_key, value: { token, device_id: fresh } });
  return fresh;
}

/** From the next sign-in on, this browser is another device of the user. */
export async function takeDevice(device_id: string): Promise<void> {
  const username = getAccount()?.user.username ?? '';
  await rememberDevice(fold(username), device_id);
}

/** What the user may read has changed: names and access as the server lists them now. */
export async function relistStreams(streams: readonly KnownStream[]): Promise<void> {
  const known = getAccount();
  if (known === null) return;
  const database = getDatabase();
  await database.transaction('rw', [database.meta, database.streams], async () => {
    for (const { stream, name, access } of streams) {
      const row = await database.streams.get(stream);
      if (row !== undefined) await database.streams.put({ ...row, name, access });
    }
    await keep(account_key, { ...known, streams });
  });
  setAccount({ ...known, streams });
  noteProgress(await database.streams.toArray());
}

export async function keepTokens(tokens: Tokens): Promise<void> {
  await keep(tokens_key, tokens);
}

/** Loads all that the user has on this phone; returns what requests are signed with. */
export async function openAccount(user_id: string): Promise<Tokens | null> {
  openDatabase(user_id);
  book.clear();
  const known = await readKept<Account>(account_key);
  setAccount(known);
  await loadShelves();
  await loadLog();
  noteProgress(await getDatabase().streams.toArray());
  joinTabs(user_id, (streams) => {
    void hearOtherTab(streams);
  });
  return readKept<Tokens>(tokens_key);
}

/** After a sign-in: the same user's work stays, another user's stays in their own database. */
export async function renewAccount(
  out: SignInOut,
  device_id: string,
  tokens: Tokens,
): Promise<void> {
  const database = openDatabase(out.user.id);
  const meta = (await findMeta()) ?? newMeta(device_id);
  const streams = out.streams.map(({ stream, name, access }) => ({ stream, name, access }));
  const account: Account = { user: out.user, streams, device_id };
  await database.transaction('rw', [database.meta, database.streams], async () => {
    await writeMeta({ ...meta, device_id });
    await keep(account_key, account);
    await keep(tokens_key, tokens);
    for (const { stream, name, access } of streams) {
      const row = (await database.streams.get(stream)) ?? newStreamRow(stream, name, access);
      await database.streams.put({ ...row, name, access });
    }
  });
  await device_database.meta.put({ key: user_key, value: out.user.id });
  await openAccount(out.user.id);
}

/** The user leaves; what they have here stays in their own database for their next sign-in. */
export async function forgetUser(): Promise<void> {
  await device_database.meta.delete(user_key);
  setAccount(null);
  book.clear();
  book.tell();
  closeDatabase();
}

async function hearOtherTab(streams: readonly string[]): Promise<void> {
  for (const stream of streams) await reloadShelf(stream);
  noteProgress(await getDatabase().streams.toArray());
  await loadLog();
}
