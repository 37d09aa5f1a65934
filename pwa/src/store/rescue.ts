/**
 * Behind a PIN every act that waits also lies here as an outbox file of its own, sealed to the
 * server: if the PIN is lost and the data key destroyed, they still arrive. Only the server reads
 * them.
 */
import { readonly, writable } from 'svelte/store';

import { isWaiting, type Entry } from '../core/entry.ts';
import { firstKept } from '../core/retention.ts';
import * as book from './book.ts';
import { getDatabase, type RescueRow } from './database.ts';
import { getDeviceKey } from './devices.ts';
import { findServerKey } from './handing_over.ts';
import { sealOutbox } from './outbox_file.ts';
import { hasKeys } from './vault.ts';

const orphans = writable(0);

/** Acts of before the key was destroyed that have not been delivered yet. */
export const orphanCount = readonly(orphans);

/** Null where no PIN is set: then nothing can be locked away. */
export async function rescueOf(entry: Entry): Promise<RescueRow | null> {
  const server = hasKeys() ? await findServerKey() : null;
  if (server === null) return null;
  const { device, n, changeset } = entry;
  const first = firstKept(book.entries(), device, n);
  const { privateKey } = await getDeviceKey();
  const keys = { device, signing: privateKey, server: server.key };
  const file = await sealOutbox({ first, changesets: [changeset] }, keys);
  return { id: changeset.id, device, n, file, is_orphan: 0 };
}

/** Makes what is missing and drops what has arrived. */
export async function renewRescue(): Promise<void> {
  const { rescue } = getDatabase();
  const waiting = new Map(
    book
      .entries()
      .filter(isWaiting)
      .map((entry) => [entry.changeset.id, entry]),
  );
  const rows = hasKeys() ? await rescue.listBy('is_orphan', 0) : [];
  const good = rows.filter(({ id, device, n }) => {
    const entry = waiting.get(id);
    return entry?.device === device && entry.n === n;
  });
  const kept = new Set(good.map(({ id }) => id));
  await rescue.bulkDelete(rows.filter(({ id }) => !kept.has(id)).map(({ id }) => id));
  for (const [id, entry] of waiting) {
    const row = kept.has(id) ? null : await rescueOf(entry);
    if (row !== null) await rescue.put(row);
  }
}

/** The next act of before the key was destroyed, in the order of its device's log. */
export async function nextOrphan(): Promise<RescueRow | null> {
  const rows = await getDatabase().rescue.listBy('is_orphan', 1);
  orphans.set(rows.length);
  return rows.sort((a, b) => a.n - b.n)[0] ?? null;
}

export async function dropOrphan({ id }: RescueRow): Promise<void> {
  await getDatabase().rescue.delete(id);
}

/**
 * The data key is gone: everything that it sealed is taken away and received anew, by a new device
 * that goes on for the old one. The acts that waited stay as files.
 */
export async function startOver(): Promise<void> {
  const sealed = ['meta', 'log', 'blocks', 'staged', 'streams', 'drafts', 'recovered'] as const;
  await getDatabase().transaction([...sealed, 'rescue'], async (tables) => {
    for (const name of sealed) await tables[name].clear();
    const files = await tables.rescue.toArray();
    await tables.rescue.bulkPut(files.map((row) => ({ ...row, is_orphan: 1 })));
  });
}
