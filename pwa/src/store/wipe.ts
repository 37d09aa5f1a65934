/**
 * A phone that was reported lost forgets what the server has. What it alone holds stays until it
 * has been sent; only then is nothing left.
 */
import { getAccount, setAccount } from './account.ts';
import * as book from './book.ts';
import { getDatabase } from './database.ts';
import { loadMemory } from './memory.ts';
import { readMeta, writeMeta } from './meta.ts';
import { tellOtherTabs } from './tabs.ts';

/** Removes records, drafts and every acknowledged entry; idempotent. */
export async function wipeAcknowledged(): Promise<void> {
  const sent = book.entries().filter(({ status }) => status !== null);
  const db = getDatabase();
  const tables = [db.meta, db.log, db.blocks, db.staged, db.streams, db.drafts];
  await db.transaction('rw', tables, async () => {
    const meta = await readMeta();
    for (const table of [db.blocks, db.staged, db.streams, db.drafts]) await table.clear();
    await db.log.bulkDelete(sent.map(({ k }) => k));
    await writeMeta({ ...meta, is_wiped: true, generation: meta.generation + 1 });
  });
  book.clear();
  await loadMemory();
  const known = getAccount();
  if (known !== null) setAccount({ ...known, streams: [], is_wiped: true });
  tellOtherTabs({ streams: [], log: true });
}
