import { beforeEach, describe, expect, it } from 'vitest';

import type { StoredRecord } from '../../src/core/record.ts';
import { forgetMerges, noteMerge, partsOf, stayedId } from '../../src/state/merged.ts';

function merge(id: string, into: string | null): readonly string[] {
  const after = { id, fields: { merged_into: into } } as unknown as StoredRecord;
  return noteMerge({ id, before: undefined, after });
}

describe('households merged into one another', () => {
  beforeEach(forgetMerges);

  it('are read as the one that stayed, over more than one step', () => {
    merge('a', 'b');
    merge('b', 'c');
    expect(stayedId('a')).toBe('c');
    expect([...partsOf('c')].sort()).toEqual(['a', 'b', 'c']);
  });

  it('stand for themselves again once it is taken back', () => {
    merge('a', 'b');
    expect(merge('a', null)).toEqual(['b', 'a']);
    expect(stayedId('a')).toBe('a');
    expect(partsOf('b')).toEqual(['b']);
  });

  it('never go round for ever', () => {
    merge('a', 'b');
    merge('b', 'a');
    expect(['a', 'b']).toContain(stayedId('a'));
    expect([...partsOf('a')].sort()).toEqual(['a', 'b']);
    expect(merge('c', 'c')).toEqual([]);
  });
});
