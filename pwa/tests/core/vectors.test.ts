/** What Python and TypeScript must answer alike; the Python twin is tests/core/test_vectors.py. */
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { digestOf } from '../../src/core/digest.ts';
import { layOver } from '../../src/core/overlay.ts';
import type { Change, Fields, StoredRecord } from '../../src/core/record.ts';
import { fold } from '../../src/core/text.ts';

function read<T>(name: string): readonly T[] {
  const path = new URL(`../../../tests/vectors/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly T[] }).cases;
}

test('search keys are those of the server', () => {
  for (const { text, key } of read<{ text: string; key: string }>('search_keys')) {
    expect(fold(text)).toBe(key);
  }
});

test('digests are those of the server', () => {
  for (const each of read<{ tags: number[]; digest: object }>('digests')) {
    const records = each.tags.map((tag) => ({ tag, deleted: false }) as StoredRecord);
    expect(digestOf(records)).toEqual(each.digest);
  }
});

interface Laid {
  readonly about: string;
  readonly type: string;
  readonly before: Fields;
  readonly from: Fields;
  readonly fields: Fields;
  readonly after: Fields;
}

test('an unsent change is laid over as the server will merge it', () => {
  for (const { about, type, before, from, fields, after } of read<Laid>('merged_fields')) {
    const target = { type, id: 'a', stream: 'hamlet:a' };
    const server = { ...target, rev: 3, tag: 1, deleted: false, fields: before } as StoredRecord;
    const change: Change = { op: 'update', ...target, base: 3, from, fields };
    const seen = layOver(server, [{ change, authorship: { by: 'b', at: '' } }]);
    expect(seen?.fields, about).toEqual(after);
  }
});
