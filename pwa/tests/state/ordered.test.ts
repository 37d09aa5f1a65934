import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Ordered } from '../../src/state/ordered.ts';

test('rows replaced one by one stand as if all had been sorted', () => {
  const change = fc.tuple(fc.nat(20), fc.option(fc.nat(9), { nil: null }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const rows = new Map<number, { readonly id: number; readonly rank: number }>();
      const compare = (a: { rank: number; id: number }, b: { rank: number; id: number }) =>
        a.rank - b.rank || a.id - b.id;
      const ordered = new Ordered<{ readonly id: number; readonly rank: number }>(compare);
      ordered.list(() => rows.values());
      for (const [id, rank] of changes) {
        const before = rows.get(id);
        const after = rank === null ? undefined : { id, rank };
        if (after === undefined) rows.delete(id);
        else rows.set(id, after);
        ordered.replace(before, after);
      }
      expect(ordered.list(() => [])).toEqual([...rows.values()].sort(compare));
    }),
  );
});

test('an order that was forgotten is made anew of what is there', () => {
  const ordered = new Ordered<number>((a, b) => a - b);
  expect(ordered.list(() => [2, 1])).toEqual([1, 2]);
  ordered.forget();
  ordered.replace(1, 7);
  expect(ordered.list(() => [9, 7])).toEqual([7, 9]);
});
