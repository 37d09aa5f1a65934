/**
 * Keeps this tab's memory and the database in step. Another tab may have taken answers meanwhile:
 * a tab whose memory is older must read anew before it writes, or it would put back old blocks.
 */
import { getAccount } from './account.ts';
import * as book from './book.ts';
import { getDatabase } from './database.ts';
import { entriesOf, readEntries } from './log.ts';
import { findMeta, type SyncMeta } from './meta.ts';
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
  await loadShelves({ blocks, staged, streams });
  book.layLog(await entriesOf(log), getAccount()?.user.id ?? '');
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
  const last = book.entries().at(-1)?.k ?? 0;
  const added = await readEntries(last);
  if (added.length === 0) return;
  book.layEntries(added);
  book.tell();
}
