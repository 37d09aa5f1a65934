/**
 * Writes everything on this phone anew with the keys at hand: sealed where there are some, open
 * where there are none. One transaction; whoever stops it in the middle finds all as it was.
 */
import { getDatabase, type KeyedRow, type RecoveredRow } from './database.ts';
import { readEntries, rowOf } from './log.ts';
import { catchUp } from './memory.ts';
import { readKept, readMeta } from './meta.ts';
import { takeEverything } from './shelves.ts';
import { isOutdated, open, seal, type Kept } from './vault.ts';

const tokens_key = 'tokens';

/** Whether anything lies here otherwise than the keys at hand would have it. */
export async function needsResealing(): Promise<boolean> {
  const { log, blocks, staged, drafts } = getDatabase();
  for (const row of await log.toArray()) if (isOutdated(row.body)) return true;
  for (const table of [blocks, staged]) {
    for (const row of await table.toArray()) if (isOutdated(row.records)) return true;
  }
  for (const row of await drafts.toArray()) if (isOutdated(row.value)) return true;
  return isOutdated(await readKept(tokens_key));
}

export async function resealAll(): Promise<void> {
  let is_done = false;
  // Recording goes on meanwhile: what came in between is taken along the next time.
  while (!is_done) is_done = await tryReseal();
}

async function tryReseal(): Promise<boolean> {
  await catchUp();
  const before = await readMeta();
  const db = getDatabase();
  const log = await Promise.all((await readEntries()).map(rowOf));
  const shelves = await takeEverything();
  const drafts = await Promise.all((await db.drafts.toArray()).map(resealRow));
  const recovered = await Promise.all((await db.recovered.toArray()).map(resealRecovered));
  const tokens = await readKept<Kept<unknown>>(tokens_key);
  const sealed = tokens === null ? null : await seal(await open(tokens));
  const names = ['meta', 'log', 'blocks', 'staged', 'drafts', 'recovered'] as const;
  return db.transaction(names, async (tables) => {
    const now = await readMeta(tables.meta);
    if (now.next_k !== before.next_k || now.generation !== before.generation) return false;
    await tables.log.bulkPut(log);
    await tables.blocks.bulkPut(shelves.blocks);
    await tables.staged.bulkPut(shelves.staged);
    await tables.drafts.bulkPut(drafts);
    await tables.recovered.bulkPut(recovered);
    if (sealed !== null) await tables.meta.put({ key: tokens_key, value: sealed });
    return true;
  });
}

async function resealRow({ key, value }: KeyedRow): Promise<KeyedRow> {
  return { key, value: await seal(await open(value as Kept<unknown>)) };
}

async function resealRecovered({ id, record }: RecoveredRow): Promise<RecoveredRow> {
  return { id, record: await seal(await open(record)) };
}
