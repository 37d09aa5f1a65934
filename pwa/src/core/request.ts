/** Chooses what of the outbox goes into one request, within the contract's limits; pure. */
import type { Entry } from './entry.ts';

export const changesets_max = 500;
export const body_bytes_max = 1024 * 1024;

export const first_page_records = 1_000;
/** The server's limit. */
const page_records_max = 2_000;
const page_records_min = 125;
const quick_ms = 3_000;
const slow_ms = 10_000;

/** Larger pages where the line carries them, smaller ones before they run into the time limit. */
export function nextPageRecords(records: number, took_ms: number): number {
  if (took_ms < quick_ms) return Math.min(page_records_max, records * 2);
  if (took_ms > slow_ms) return Math.max(page_records_min, Math.floor(records / 2));
  return records;
}

/** What travels of an entry: the changeset as numbered, or the word that it cannot be sent. */
export function wireOf(entry: Entry): unknown {
  if (entry.void === null) return entry.changeset;
  return { n: entry.n, id: entry.changeset.id, void: entry.void };
}

/** The longest run from the lowest unsent number; always at least one, so that nothing sticks. */
export function chooseBatch(waiting: readonly Entry[], count_max: number): Entry[] {
  const chosen: Entry[] = [];
  let chars = 0;
  for (const entry of [...waiting].sort((a, b) => a.n - b.n)) {
    const previous = chosen.at(-1);
    if (previous !== undefined && entry.n !== previous.n + 1) break;
    chars += JSON.stringify(wireOf(entry)).length;
    if (chosen.length > 0 && (chosen.length >= count_max || chars > body_bytes_max)) break;
    chosen.push(entry);
  }
  return chosen;
}
