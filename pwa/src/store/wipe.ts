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
  const names = ['meta', 'log', 'blocks', 'staged', 'streams', 'drafts'] as const;
  await getDatabase().transaction(names, async (tables) => {
    const meta = await readMeta(tables.meta);
    const { blocks, staged, streams, drafts } = tables;
    for (const table of [blocks, staged, streams, drafts]) await table.clear();
    await tables.log.bulkDelete(sent.map(({ k }) => k));
    const next = { ...meta, is_wiped: true, generation: meta.generation + 1 };
    await writeMeta(next, tables.meta);
  });
  book.clear();
  await loadMemory();
  const known = getAccount();
  if (known !== null) setAccount({ ...known, streams: [], is_wiped: true });
  tellOtherTabs({ streams: [], log: true });
}
