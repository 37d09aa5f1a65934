/** Records of an older history that the server lacks; they stay here until it has taken them. */
import type { StoredRecord } from '../core/record.ts';
import { getDatabase } from './database.ts';
import { open } from './vault.ts';

const read_max = 500;

/** The first of them, in a fixed order. */
export async function readRecovered(): Promise<StoredRecord[]> {
  const rows = await getDatabase().recovered.toArray(null, read_max);
  return Promise.all(rows.map(({ record }) => open(record)));
}
