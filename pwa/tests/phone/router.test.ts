import { describe, expect, it, vi } from 'vitest';

const entry: { state: { depth?: number } | null } = vi.hoisted(() => ({ state: null }));
vi.stubGlobal('history', {
  get state() {
    return entry.state;
  },
  replaceState: (state: { depth?: number }) => {
    entry.state = state;
  },
});
vi.stubGlobal('location', { hash: '#/' });

const { parseHash, to } = await import('../../src/ui/router.ts');

describe('addresses', () => {
  it('are read part by part, with their question', () => {
    expect(parseHash('#/ho/123/ghi').path).toEqual(['ho', '123', 'ghi']);
    const { path, query } = parseHash('#/ho/moi?ten=Nguy%E1%BB%85n%20V%C4%83n%20Ba');
    expect([path, query.get('ten')]).toEqual([['ho', 'moi'], 'Nguyễn Văn Ba']);
  });

  it('are the first screen when there is nothing to read', () => {
    expect(parseHash('').path).toEqual([]);
    expect(parseHash('#/').path).toEqual([]);
  });

  it('survive what no link of ours would write', () => {
    expect(parseHash('#/%E0%A4%A/x').path).toEqual(['%E0%A4%A', 'x']);
  });

  it('are written so that they are read back', () => {
    const parts = ['ho', 'a/b ?#', 'ghi'];
    expect(parseHash(to(...parts)).path).toEqual(parts);
  });
});
