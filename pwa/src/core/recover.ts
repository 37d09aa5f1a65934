/**
 * What a new history of the server lacks of what this phone holds; pure. It may be the last copy:
 * the phone of its author may be lost, so it is handed back before it is dropped here.
 */
import { isSame } from './changes.ts';
import type { Entry } from './entry.ts';
import type { StoredRecord } from './record.ts';

/** Written by the server alone, which makes them anew itself. */
const never_recovered = new Set(['conflict', 'unit']);

/** `before` as received in the old history, `after` what the new one has of it. */
export function isLost(before: StoredRecord, after: StoredRecord | undefined): boolean {
  if (never_recovered.has(before.type) || before.rev === 0) return false;
  if (after === undefined || after.rev < before.rev) return true;
  // Another revision that says the same: what the own log sent again, for one.
  return after.tag !== before.tag && !isSame(after.fields, before.fields);
}

/** The own log holds the whole of it and sends it again by itself. */
export function isInLog(record: StoredRecord, entries: readonly Entry[]): boolean {
  if (record.rev !== 1) return false;
  return entries.some(
    ({ status, is_archived, changeset }) =>
      status === null &&
      !is_archived &&
      changeset.changes.some(
        (change) =>
          change.op === 'create' && change.id === record.id && isSame(change.fields, record.fields),
      ),
  );
}

const bytes_max = 512 * 1024;

/** The first of those that wait, as many as fit into one request. */
export function chooseRecovered(
  waiting: readonly StoredRecord[],
  count_max: number,
): StoredRecord[] {
  const chosen: StoredRecord[] = [];
  let chars = 0;
  for (const record of waiting) {
    chars += JSON.stringify(record).length;
    if (chosen.length > 0 && (chosen.length >= count_max || chars > bytes_max)) break;
    chosen.push(record);
  }
  return chosen;
}
