/**
 * Recording: one strict transaction gives the act its number, stores it and removes its draft.
 * Once it resolves, the act survives anything; once numbered, it is never rewritten.
 */
import { newEntry, type Entry } from '../core/entry.ts';
import type { Change, Changeset } from '../core/record.ts';
import { SCHEMA } from '../core/record_types.gen.ts';
import { getAccount } from './account.ts';
import * as book from './book.ts';
import { newId, nowText } from './clock.ts';
import { getDatabase } from './database.ts';
import { readMeta, writeMeta } from './meta.ts';
import { tellOtherTabs } from './tabs.ts';

export { newId, nowMs, nowText } from './clock.ts';

declare const __APP_VERSION__: string;

type Listener = () => void;
let onRecorded: Listener = () => undefined;

/** The scheduler asks to be told when something new waits. */
export function listenToRecording(listener: Listener): void {
  onRecorded = listener;
}

/** Throws where the database refuses (full, closed): then nothing was recorded. */
export async function record(
  changes: readonly Change[],
  options: { readonly draft_key?: string } = {},
): Promise<Entry> {
  const database = getDatabase();
  const entry = await database.transaction(
    'rw',
    [database.meta, database.log, database.drafts],
    async () => {
      const meta = await readMeta();
      const changeset: Changeset = {
        ...{ n: meta.next_n, id: newId(), at: nowText(), schema: SCHEMA, app: __APP_VERSION__ },
        ...{ epoch: meta.epoch, changes },
      };
      const added = newEntry(meta.next_k, meta.device_id, changeset);
      await database.log.add(added);
      await writeMeta({ ...meta, next_n: meta.next_n + 1, next_k: meta.next_k + 1 });
      if (options.draft_key !== undefined) await database.drafts.delete(options.draft_key);
      return added;
    },
  );
  layEntries([...book.entries(), entry]);
  tellOtherTabs([]);
  onRecorded();
  return entry;
}

/** Notes that a person has seen what became of it so far. */
export async function markEntrySeen(k: number): Promise<void> {
  const database = getDatabase();
  await database.transaction('rw', database.log, async () => {
    const entry = await database.log.get(k);
    if (entry !== undefined) await database.log.put({ ...entry, seen: entry.outcomes.length });
  });
  await loadLog();
}

/** Lays the log anew as the database has it. */
export async function loadLog(): Promise<void> {
  layEntries(await getDatabase().log.orderBy('k').toArray());
}

function layEntries(entries: readonly Entry[]): void {
  book.layLog(entries, getAccount()?.user.id ?? '');
  book.tell();
}
