/** Opening, renewing and leaving what belongs to one user of this phone. */
import type { Tokens } from '../api/client.ts';
import type { SignInOut } from '../api/wire.ts';
import { getAccount, setAccount, type Account, type KnownStream } from './account.ts';
import * as book from './book.ts';
import { closeDatabase, getDatabase, openDatabase } from './database.ts';
import { device_key_key, moveToDevice } from './devices.ts';
import { catchUp, loadMemory } from './memory.ts';
import { findMeta, keep, newMeta, readKept, writeMeta, type SyncMeta } from './meta.ts';
import { newStreamRow } from './pages.ts';
import { noteUser, rememberPerson } from './people.ts';
import { forgetPhotos } from './photos.ts';
import { noteProgress } from './progress.ts';
import { joinTabs, leaveTabs } from './tabs.ts';
import { open, seal, useKeys, type Kept } from './vault.ts';

const account_key = 'account';
const tokens_key = 'tokens';

/** What the user may read has changed: names and access as the server lists them now. */
export async function relistStreams(streams: readonly KnownStream[]): Promise<void> {
  const known = getAccount();
  if (known === null) return;
  const database = getDatabase();
  await database.transaction(['meta', 'streams'], async (tables) => {
    for (const { stream, name, access } of streams) {
      const row = await tables.streams.get(stream);
      if (row !== undefined) await tables.streams.put({ ...row, name, access });
    }
    await keep(account_key, { ...known, streams }, tables.meta);
  });
  setAccount({ ...known, streams });
  book.touch('account');
  noteProgress(await database.streams.toArray());
}

export async function keepTokens(tokens: Tokens): Promise<void> {
  await keep(tokens_key, await seal(tokens));
}

/** The tokens as whichever tab kept them last. */
export async function readTokens(): Promise<Tokens | null> {
  const kept = await readKept<Kept<Tokens>>(tokens_key);
  return kept === null ? null : open(kept);
}

/** Loads all that the user has on this phone; returns what requests are signed with. */
export async function openAccount(user_id: string): Promise<Tokens | null> {
  openDatabase(user_id);
  book.clear();
  setAccount(await readKept<Account>(account_key));
  await loadMemory();
  joinTabs(user_id, () => {
    void catchUp();
  });
  return readTokens();
}

/** What the sign-in told the server of this device. */
export interface Registered {
  readonly replaces: string | null;
  readonly key: CryptoKeyPair;
}

/** After a sign-in: the same user's work stays, another user's stays in their own database. */
export async function renewAccount(
  out: SignInOut,
  device_id: string,
  tokens: Tokens,
  registered: Registered | null = null,
): Promise<void> {
  // Nothing of whoever was here before is left in memory, their keys least of all.
  if (getAccount()?.user.id !== out.user.id) closeAccount();
  const database = openDatabase(out.user.id);
  const before = await metaFor(device_id, registered?.replaces ?? null);
  const meta = { ...before, is_registered: registered !== null, is_wiped: false };
  const streams = out.streams.map(({ stream, name, access }) => ({ stream, name, access }));
  const account: Account = { user: out.user, streams, device_id };
  const sealed = await seal(tokens);
  await database.transaction(['meta', 'streams'], async (tables) => {
    await writeMeta(meta, tables.meta);
    if (registered !== null) await keep(device_key_key, registered.key, tables.meta);
    await keep(account_key, account, tables.meta);
    await keep(tokens_key, sealed, tables.meta);
    for (const { stream, name, access } of streams) {
      const row = (await tables.streams.get(stream)) ?? newStreamRow(stream, name, access);
      await tables.streams.put({ ...row, name, access });
    }
  });
  const { id, username, full_name, role } = out.user;
  await rememberPerson({ id, username, full_name, role }, device_id);
  await noteUser(id);
  await openAccount(id);
}

/** The user leaves; what they have here stays in their own database for their next sign-in. */
export async function leaveAccount(): Promise<void> {
  await getDatabase().meta.delete(tokens_key);
  await noteUser(null);
  closeAccount();
}

async function metaFor(device_id: string, replaces: string | null): Promise<SyncMeta> {
  const known = await findMeta();
  if (known !== null && known.device_id !== device_id) await moveToDevice(device_id, replaces);
  return (await findMeta()) ?? { ...newMeta(device_id), replaces };
}

/** Nothing of the user stays in memory. */
export function closeAccount(): void {
  leaveTabs();
  setAccount(null);
  book.clear();
  forgetPhotos();
  useKeys(null);
  book.tell();
  closeDatabase();
}
