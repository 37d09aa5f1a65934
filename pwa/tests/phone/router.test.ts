import { describe, expect, it, vi } from 'vitest';

type State = { depth?: number } | null;

/** The browser's history: it takes a step back a moment after it was asked to. */
const entries: State[] = vi.hoisted(() => [null]);
const steps_back: Promise<void>[] = vi.hoisted(() => []);
vi.stubGlobal('window', new EventTarget());
vi.stubGlobal('PopStateEvent', Event);
vi.stubGlobal('history', {
  get state() {
    return entries.at(-1);
  },
  replaceState: (state: State) => {
    entries[entries.length - 1] = state;
  },
  pushState: (state: State) => entries.push(state),
  back: () => {
    const step = Promise.resolve().then(() => {
      entries.pop();
      window.dispatchEvent(new Event('popstate'));
    });
    steps_back.push(step);
  },
});
vi.stubGlobal('location', { hash: '#/' });

const { back, fromHere, go, parseHash, place, to } = await import('../../src/ui/router.ts');

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

describe('steps at the end of what takes time', () => {
  const depth = () => entries.at(-1)?.depth;
  const settle = () => Promise.all(steps_back);

  it('are taken by who is still there', async () => {
    const stop = place.subscribe(() => undefined);
    go(to('ho'));
    go(to('ho', '1'));
    const before = depth();
    fromHere().back(to());
    await settle();
    expect(depth()).toBe(Number(before) - 1);
    stop();
  });

  it('are not taken by who has touched Back meanwhile, not even in the same moment', async () => {
    const stop = place.subscribe(() => undefined);
    go(to('ho'));
    go(to('ho', '1'));
    const before = depth();
    const steps = fromHere();
    back(to());
    steps.back(to());
    await settle();
    steps.back(to());
    steps.go(to('toi'));
    await settle();
    expect(depth()).toBe(Number(before) - 1);
    stop();
  });
});
