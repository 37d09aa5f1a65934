import { describe, expect, it } from 'vitest';

import type { Hamlet } from '../../src/state/office/hamlets.ts';
import {
  branches,
  isUndone,
  madeWith,
  mergerOf,
  originsOf,
  splitOf,
  talliesOf,
  tallyOf,
} from '../../src/ui/screens/office/admin/hamlets.ts';

const hamlet = (id: string, more: Partial<Hamlet> = {}): Hamlet => ({
  ...{ id, code: null, level: 'hamlet', type: 'ap', name: `Ấp ${id}`, parent_id: '30076' },
  ...{ valid_from: null, valid_to: null, names: [], became: [], clusters: [], users: [] },
  undo_until: null,
  ...more,
});
const became = (unit_id: string, kind = 'whole') => ({
  ...{ unit_id, kind, effective: '2026-11-23', legal_ref: 'NQ' },
});

describe('the tree of hamlets', () => {
  it('puts what a hamlet came of below it, at any remove', () => {
    const found = branches([
      hamlet('10'),
      hamlet('9'),
      hamlet('1', { valid_to: '2026-11-22', became: [became('3')] }),
      hamlet('3', { valid_to: '2026-11-23', became: [became('9')] }),
    ]);
    expect(found.map(({ hamlet: { id }, depth }) => [id, depth])).toEqual([
      ['9', 0],
      ['3', 1],
      ['1', 2],
      ['10', 0],
    ]);
  });

  it('shows one that was split below its first part, once', () => {
    const parts = [became('a', 'part'), became('b', 'part')];
    const found = branches([
      hamlet('b'),
      hamlet('a'),
      hamlet('old', { valid_to: '2026-11-22', became: parts }),
    ]);
    expect(found.map(({ hamlet: { id } }) => id)).toEqual(['a', 'old', 'b']);
  });

  it('shows one that became nothing that is known', () => {
    expect(branches([hamlet('x', { valid_to: '2026-11-22' })])).toHaveLength(1);
  });
});

describe('what a hamlet was made of', () => {
  const parts = [became('a', 'part'), became('b', 'part')];
  const all = [
    hamlet('a'),
    hamlet('b'),
    hamlet('old', { valid_to: '2026-11-22', became: parts }),
    hamlet('never', { valid_to: '2026-11-22', became: [became('a', 'undone')] }),
  ];
  const ids = (found: readonly Hamlet[]) => found.map(({ id }) => id);

  it('is what stands of merges and splits, not what was taken back', () => {
    expect(ids(originsOf(hamlet('a'), all))).toEqual(['old']);
    expect(all.map(isUndone)).toEqual([false, false, false, true]);
  });

  it('goes with all that was made beside it', () => {
    expect(ids(madeWith(hamlet('b'), all))).toEqual(['a', 'b']);
    expect(madeWith(hamlet('old'), all)).toEqual([]);
  });
});

const clusters = [
  { cluster: '', households: 3 },
  { cluster: 'Tổ 1', households: 20 },
  { cluster: 'Tổ 2', households: 30 },
];

describe('a merge', () => {
  it('counts each household and each person once', () => {
    const both = [hamlet('a', { clusters, users: ['u', 'v'] }), hamlet('b', { users: ['v'] })];
    expect(tallyOf(both)).toEqual({ households: 53, people: 2 });
  });

  it('names the hamlet itself and the chosen ones', () => {
    const values = { with: 'b c', name: ' Ấp Lớn ', type: 'ap', from: '2026-11-23' };
    expect(mergerOf(hamlet('a'), { ...values, legal_ref: ' NQ 1 ' })).toEqual({
      ...{ units: ['a', 'b', 'c'], name: 'Ấp Lớn', type: 'ap' },
      ...{ from: '2026-11-23', legal_ref: 'NQ 1' },
    });
  });
});

describe('a split', () => {
  const old = hamlet('a', { clusters, users: ['u', 'v'] });
  const values = {
    ...{ parts: '2', 'name:0': 'Bắc', 'name:1': 'Nam', 'cluster:1': '0', 'cluster:2': '1' },
    ...{ 'cluster:0': '0', 'user:u': '', 'user:v': '1', from: '2026-11-23', legal_ref: 'NQ' },
  };

  it('tells what each part would have', () => {
    expect(talliesOf(old, values)).toEqual([
      { name: 'Bắc', households: 23, people: 1 },
      { name: 'Nam', households: 30, people: 2 },
    ]);
  });

  it('gives named clusters and people to their parts, and leaves the rest to the first', () => {
    const { parts } = splitOf(old, values);
    expect(parts.map(({ clusters: own }) => own)).toEqual([['Tổ 1'], ['Tổ 2']]);
    expect(parts.map(({ users }) => users)).toEqual([[], ['v']]);
  });

  it('lets a single household go elsewhere than its cluster', () => {
    const singles = [
      { id: 'h1', name: 'Lê Văn Ba', cluster: 'Tổ 1', part: 1 },
      { id: 'h2', name: 'Lê Văn Tư', cluster: '', part: 1 },
      { id: 'h3', name: 'Lê Văn Năm', cluster: 'Tổ 2', part: 0 },
    ];
    expect(talliesOf(old, values, singles).map(({ households }) => households)).toEqual([22, 31]);
    const { parts } = splitOf(old, values, singles);
    expect(parts.map(({ households }) => households)).toEqual([['h3'], ['h1', 'h2']]);
  });

  it('brings what was given to a part that is gone back to the first', () => {
    const more = { ...values, parts: '3', 'cluster:2': '2' };
    expect(talliesOf(old, more)[2]?.households).toBe(30);
    expect(talliesOf(old, { ...more, parts: '2' }).map(({ households }) => households)).toEqual([
      53, 0,
    ]);
  });
});
