/** Chooses what of the outbox goes into one request, within the contract's limits; pure. */
import type { Entry } from './entry.ts';

export const changesets_max = 500;
export const body_bytes_max = 1024 * 1024;

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
