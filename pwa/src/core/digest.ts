/** The proof that a stream is complete: live records and the sum of their tags modulo 2^48. */
import type { StoredRecord } from './record.ts';

export interface Digest {
  readonly count: number;
  readonly sum: number;
}

// Two numbers below 2^48 add up to less than 2^53, so plain numbers stay exact.
const modulus = 2 ** 48;

export function digestOf(records: Iterable<StoredRecord>): Digest {
  let count = 0;
  let sum = 0;
  for (const record of records) {
    if (record.deleted) continue;
    count += 1;
    sum = (sum + record.tag) % modulus;
  }
  return { count, sum };
}

export function isSameDigest(a: Digest, b: Digest): boolean {
  return a.count === b.count && a.sum === b.sum;
}
