/**
 * Keeps this tab's memory and the database in step. Another tab may have taken answers meanwhile:
 * a tab whose memory is older must read anew before it writes, or it would put back old blocks.
 */
import { getAccount, setAccount } from './account.ts';
import * as book from './book.ts';
import { getDatabase } from './database.ts';
import { entriesOf, readEntries } from './log.ts';
import { findMeta, type SyncMeta } from './meta.ts';
import { loadPhotos } from './photos.ts';
import { noteProgress } from './progress.ts';
import { loadShelves } from './shelves.ts';

let generation = -1;

export function isGeneration(asked: number): boolean {
  return asked === generation;
}

/** Memory is now as this state of the database. */
export function noteGeneration(meta: SyncMeta): void {
  generation = meta.generation;
  book.noteNewestEpoch(meta.epoch);
}

/** Reads all that the user has on this phone, as it stands at one moment. */
export async function loadMemory(): Promise<void> {
  generation = -1;
  await loadPhotos();
  const names = ['meta', 'blocks', 'staged', 'streams', 'log'] as const;
  const [meta, blocks, staged, streams, log] = await getDatabase().read(names, (tables) =>
    Promise.all([
      findMeta(tables.meta),
      tables.blocks.toArray(),
      tables.staged.toArray(),
      tables.streams.toArray(),
      tables.log.toArray(),
    ]),
  );
  const account = getAccount();
  // The log knows which device this is; the account was noted at the last sign-in.
  if (account !== null && meta !== null && account.device_id !== meta.device_id) {
    setAccount({ ...account, device_id: meta.device_id });
  }
  await loadShelves({ blocks, staged, streams });
  book.layLog(await entriesOf(log), account?.user.id ?? '');
  noteProgress(streams);
  if (meta !== null) noteGeneration(meta);
  book.tell();
}

/** Reads what other tabs recorded, and everything where they have taken answers. */
export async function catchUp(): Promise<void> {
  const meta = await findMeta();
  if (meta === null || meta.generation !== generation) {
    await loadMemory();
    return;
  }
  await loadPhotos();
  const last = book.entries().at(-1)?.k ?? 0;
  const added = await readEntries(last);
  if (added.length === 0) return;
  book.layEntries(added);
  book.tell();
}
