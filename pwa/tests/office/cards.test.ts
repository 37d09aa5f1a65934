import { describe, expect, it } from 'vitest';

import { authorsOf, cardsOf, choiceOf, typedChoice } from '../../src/ui/screens/office/cards.ts';

const side = (by: string, value: unknown) => ({
  op: 'update',
  value,
  from: '0911',
  base: 4,
  by,
  device: `phone of ${by}`,
  at: '2026-11-23T19:19:00+07:00',
  corrected_at: null,
  n: 12,
  earlier: [],
});

const conflict = (field: string | null, sides: ReturnType<typeof side>[]) => ({
  field,
  from: '0911',
  current: {
    rev: 6,
    value: '0912',
    by: 'huy',
    device: 'phone of huy',
    at: null,
    corrected_at: null,
  },
  incoming: sides,
});

describe('the cards of a conflict', () => {
  it('are base, server and each device, with 4 left for a typed value', () => {
    const cards = cardsOf(conflict('phone', [side('thảo', '0913'), side('tư', '0914')]));
    expect(cards.map((card) => [card.key, card.role, card.value])).toEqual([
      ['1', 'base', '0911'],
      ['2', 'current', '0912'],
      ['3', 'incoming', '0913'],
      ['5', 'incoming', '0914'],
    ]);
  });

  it('have no base where the whole record is at stake', () => {
    const cards = cardsOf(conflict(null, [side('thảo', null)]));
    expect(cards.map((card) => card.key)).toEqual(['2', '3']);
  });

  it('ask the server for what the card shows, at the revision that was seen', () => {
    const cards = cardsOf(conflict('phone', [side('thảo', '0913'), side('tư', '0914')]));
    const choices = cards.map((card) => choiceOf(card, 6, ' '));
    expect(choices).toEqual([
      { choice: 'value', value: '0911', rev: 6 },
      { choice: 'current', rev: 6 },
      { choice: 'incoming', side: 0, rev: 6 },
      { choice: 'incoming', side: 1, rev: 6 },
    ]);
    expect(typedChoice('0999', 6, ' đã gọi ')).toEqual({
      choice: 'value',
      value: '0999',
      rev: 6,
      reason: 'đã gọi',
    });
  });

  it('name each author once', () => {
    const both = conflict('phone', [side('thảo', '0913'), side('huy', '0914')]);
    expect(authorsOf(both)).toEqual(['huy', 'thảo']);
  });
});
