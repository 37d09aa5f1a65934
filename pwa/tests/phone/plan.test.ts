import { describe, expect, it } from 'vitest';

import type { HouseholdRow } from '../../src/state/households.ts';
import type { Today } from '../../src/state/today.ts';
import { stopsOf, titleOf } from '../../src/ui/screens/phone/today/plan.ts';

function aHouse(id: string, follow_up_on: string | null = null): HouseholdRow {
  return {
    id,
    stream: 'hamlet:1',
    head_name: id,
    address: '',
    phone: '',
    cluster: '',
    last_visit_on: null,
    follow_up_on,
    is_due: follow_up_on !== null,
    has: [],
    ranges: [],
    ...{ shop: false, producing: false, location: null },
    state: null,
  };
}

function aDay(changed: Partial<Today>): Today {
  return {
    hamlet: 'Ấp Mỹ Phú',
    due: [],
    done_today: [],
    next: [],
    unvisited: 0,
    plan: null,
    ...changed,
  };
}

const done = (id: string) => ({ household: aHouse(id), at: new Date(), topics: 3, state: null });
const morning = new Date(2026, 10, 23, 9);
const evening = new Date(2026, 10, 23, 18);

describe('the plan of today', () => {
  it('puts follow-ups first, names no house twice and none that is done', () => {
    const due = [aHouse('due', '2026-11-23')];
    const next = [aHouse('due', '2026-11-23'), aHouse('done'), aHouse('new')];
    const stops = stopsOf(aDay({ due, next, done_today: [done('done')] }));
    expect(stops.map(({ id }) => id)).toEqual(['due', 'new']);
  });

  it('shows no more than six houses, however many are due', () => {
    const many = Array.from({ length: 8 }, (_, i) => aHouse(`h${String(i)}`, '2026-11-23'));
    expect(stopsOf(aDay({ due: many }))).toHaveLength(6);
    expect(stopsOf(aDay({ next: many }))).toHaveLength(6);
  });

  it('says how many are left, then how many were recorded, then that one may choose', () => {
    const due = [aHouse('a', '2026-11-23'), aHouse('b', '2026-11-23')];
    expect(titleOf(aDay({ due }), morning)).toBe('Hôm nay còn 2 nhà');
    expect(titleOf(aDay({ due }), evening)).toBe('Tối nay còn 2 nhà');
    const both = [done('a'), done('b')];
    expect(titleOf(aDay({ due, done_today: both }), evening)).toBe('Hôm nay đã ghi 2 nhà');
    expect(titleOf(aDay({}), morning)).toBe('Chọn nhà để đến');
  });
});
