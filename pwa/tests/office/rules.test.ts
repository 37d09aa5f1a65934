import { describe, expect, it } from 'vitest';

import type { ConflictRow } from '../../src/state/conflicts.ts';
import { optionsOf, passes } from '../../src/ui/screens/office/filters.ts';
import { otherChanges, lastChanges } from '../../src/ui/screens/office/history.ts';
import { pairOf, spotOf, spotsBy, within30Days } from '../../src/ui/screens/office/hot_spots.ts';
import { alikeTo, rulesFor, verdicts } from '../../src/ui/screens/office/rules.ts';
import { cardsOf } from '../../src/ui/screens/office/cards.ts';

const HUY = 'huy';
const THAO = 'thao';

interface Told {
  id?: string;
  field?: string | null;
  place?: string;
  server_at?: string | null;
  phone_at?: string | null;
  phones?: number;
  opened_at?: string;
}

const plain: Required<Told> = {
  ...{ id: 'c1', field: 'phone', place: 'Ấp Mỹ Phú', phones: 1 },
  ...{ server_at: '2026-11-23T12:05:00Z', phone_at: '2026-11-23T12:19:00Z' },
  opened_at: '2026-11-23T12:42:00Z',
};

function conflict(changed: Told = {}): ConflictRow {
  const told = { ...plain, ...changed };
  const side = {
    ...{ op: 'update', value: '0271', from: '0127', base: 4, by: THAO, device: 'd2' },
    ...{ at: null, n: 12, earlier: [], corrected_at: told.phone_at },
  };
  return {
    ...{ id: told.id, status: 'open', stream: 'hamlet:1', type: 'household' },
    ...{ record_id: 'h1', field: told.field },
    current: {
      ...{ rev: 6, value: '0217', by: HUY, device: 'd1', at: null },
      corrected_at: told.server_at,
    },
    incoming: Array.from({ length: told.phones }, () => side),
    ...{ opened_at: told.opened_at, resolved_at: null },
    ...{ resolved_by: null, resolution: null, record_title: 'Nguyễn Văn Bảy' },
    ...{ place: told.place, teams: ['Tổ 1'], from: '0127', names: {} },
  };
}

const taken = (row: ConflictRow, kind: 'current' | 'incoming' | 'latest') =>
  verdicts([row], { kind })[0]?.card?.value ?? null;

describe('a rule for many alike', () => {
  it('counts as alike only the same field of the same type, never a deletion or a move', () => {
    const rows = [
      conflict({ id: 'a' }),
      conflict({ id: 'b' }),
      conflict({ id: 'c', field: 'note' }),
    ];
    expect(alikeTo(conflict(), rows).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(alikeTo(conflict({ field: null }), rows)).toEqual([]);
    expect(alikeTo(conflict({ field: 'stream' }), rows)).toEqual([]);
  });

  it('takes the last one by corrected time, and says nothing where a clock is unknown', () => {
    expect(taken(conflict(), 'latest')).toBe('0271');
    expect(taken(conflict({ server_at: '2026-11-23T13:00:00Z' }), 'latest')).toBe('0217');
    expect(taken(conflict({ phone_at: null }), 'latest')).toBeNull();
  });

  it('takes the phone only where there is one, the server always', () => {
    expect(taken(conflict(), 'incoming')).toBe('0271');
    expect(taken(conflict({ phones: 2 }), 'incoming')).toBeNull();
    expect(taken(conflict({ phones: 2 }), 'current')).toBe('0217');
  });

  it('offers a person whose values stand in several', () => {
    const rows = [conflict({ id: 'a' }), conflict({ id: 'b' })];
    const rule = rulesFor(rows).find((each) => each.kind === 'author' && each.by === THAO);
    expect(rule).toBeDefined();
    expect(rulesFor([conflict()]).some(({ kind }) => kind === 'author')).toBe(false);
    if (rule) expect(verdicts(rows, rule).map(({ card }) => card?.value)).toEqual(['0271', '0271']);
  });
});

describe('the part of the queue that is looked at', () => {
  it('is one place, one team or one field', () => {
    const row = conflict();
    for (const key of ['', 'place:Ấp Mỹ Phú', 'team:Tổ 1', 'field:phone']) {
      expect(passes(row, key)).toBe(true);
    }
    for (const key of ['place:Ấp Mỹ Hòa', 'team:Tổ 2', 'field:note']) {
      expect(passes(row, key)).toBe(false);
    }
  });

  it('is offered only where there is a choice', () => {
    const groups = optionsOf([conflict(), conflict({ place: 'Ấp Mỹ Hòa' })]);
    expect(groups.map(({ kind }) => kind)).toEqual(['place']);
    expect(groups[0]?.options.map(({ count }) => count)).toEqual([1, 1]);
  });
});

describe('where it differs often', () => {
  const now = Date.parse('2026-11-26T00:00:00Z');
  it('counts 30 days, by whatever key', () => {
    const rows = [conflict(), conflict(), conflict({ opened_at: '2026-09-01T00:00:00Z' })];
    expect(within30Days(rows, now)).toHaveLength(2);
    expect(spotOf(conflict(), rows, now)).toBe(2);
    expect(spotsBy(rows, ({ place }) => [place, place])).toEqual([
      { key: 'Ấp Mỹ Phú', count: 3, open: 3 },
    ]);
    expect(pairOf(conflict())).toEqual([[HUY, THAO]]);
  });
});

describe('the history behind a conflict', () => {
  const change = (rev: number, n: number, fields: object) => ({
    ...{ rev, op: 'update', by: THAO, device: 'd2', n, at: '2026-11-23T12:19:00Z' },
    fields: fields as Record<string, { from: unknown; to: unknown }>,
  });
  const revisions = [
    { ...change(1, 1, {}), op: 'create' },
    change(5, 12, { address: { from: null, to: 'Tổ 2' } }),
    change(6, 3, { phone: { from: '0127', to: '0217' }, note: { from: null, to: 'x' } }),
  ];

  it('says what the acts of both sides changed besides', () => {
    const sides = cardsOf(conflict()).filter(({ role }) => role !== 'base');
    const found = otherChanges(revisions, sides, [null, 12], 'phone');
    expect(found.map(({ field }) => field)).toEqual(['note', 'address']);
  });

  it('shows the newest first and how many came before', () => {
    const { shown, earlier } = lastChanges(revisions, 2);
    expect(shown.map(({ rev }) => rev)).toEqual([6, 5]);
    expect(earlier).toBe(1);
  });
});
