/** Tells the world what this phone knows: what changed since it was told last. */
import { wireOf } from '../../src/core/request.ts';
import { firstKept } from '../../src/core/retention.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { StoredRecord } from '../../src/core/record.ts';
import { getAccount } from '../../src/store/account.ts';
import * as book from '../../src/store/book.ts';
import { findDatabase, getDatabase, type StreamRow } from '../../src/store/database.ts';
import { readMeta } from '../../src/store/meta.ts';
import { readRecovered } from '../../src/store/recovered.ts';
import { heldIn } from '../../src/store/shelves.ts';

const shown = new Map<string, StoredRecord | null>();
book.listen(
  ({ id, after }) => shown.set(id, after ?? null),
  () => undefined,
);

let told_entries = new Map<number, Entry>();
let told_records = new Map<string, StoredRecord>();

export async function tell(): Promise<unknown> {
  if (findDatabase() === null) return null;
  const { device_id, replaces, epoch, acked, next_n, safe, is_wiped } = await readMeta();
  const streams = await getDatabase().streams.toArray();
  return {
    ...{ device: device_id, replaces, epoch, acked, last_n: next_n - 1, safe, is_wiped },
    first: firstKept(book.entries(), device_id, next_n),
    user: getAccount()?.user.id ?? null,
    streams: streams.map(({ stream, cursor, epoch: of, is_staging, repaired_on }: StreamRow) => ({
      ...{ stream, cursor, epoch: of, is_staging, repaired_on },
    })),
    ...tellEntries(),
    ...tellRecords(streams),
    shown: takeShown(),
    recovered: await readRecovered(),
  };
}

function tellEntries(): object {
  const now = new Map(book.entries().map((entry) => [entry.k, entry]));
  const entries = [...now.values()].filter((entry) => told_entries.get(entry.k) !== entry);
  const dropped = [...told_entries.keys()].filter((k) => !now.has(k));
  told_entries = now;
  return { entries: entries.map((entry) => ({ ...entry, wire: wireOf(entry) })), dropped };
}

function tellRecords(streams: readonly StreamRow[]): object {
  const now = new Map<string, StoredRecord>();
  for (const { stream } of streams) for (const each of heldIn(stream)) now.set(each.id, each);
  const records = [...now.values()].filter((each) => told_records.get(each.id) !== each);
  const gone = [...told_records.keys()].filter((id) => !now.has(id));
  told_records = now;
  return { records, gone };
}

function takeShown(): unknown {
  const changed = [...shown];
  shown.clear();
  return changed.map(([id, record]) => [id, record, book.stateOf(id)]);
}
