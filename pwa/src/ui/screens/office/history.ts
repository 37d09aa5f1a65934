/**
 * What the history of a record says about a conflict: what the same acts changed besides, and the
 * last changes in words that fit a line. Pure; the revisions come from the server.
 */

import type { Revision } from '../../../state/record_history.ts';
import type { Card } from './cards.ts';

export interface OtherChange {
  readonly by: string | null;
  readonly field: string;
  readonly value: unknown;
}

/** Fields that the acts behind the sides changed besides the one at stake. */
export function otherChanges(
  revisions: readonly Revision[],
  cards: readonly Card[],
  numbers: readonly (number | null)[],
  field: string | null,
): OtherChange[] {
  const acts = cards.flatMap((card, at) => {
    const n = numbers[at] ?? null;
    if (card.role === 'current') return revisions.filter(({ rev }) => rev === card.rev);
    return revisions.filter((each) => n !== null && each.device === card.device && each.n === n);
  });
  return [...new Set(acts)]
    .filter(({ op }) => op !== 'create')
    .flatMap(({ by, fields }) =>
      Object.entries(fields)
        .filter(([name]) => name !== field)
        .map(([name, { to }]) => ({ by, field: name, value: to })),
    );
}

/** The newest changes first, at most `most`, and how many there were before them. */
export function lastChanges(
  revisions: readonly Revision[],
  most: number,
): { readonly shown: readonly Revision[]; readonly earlier: number } {
  const told = revisions.filter(({ op, fields }) => op !== 'update' || !isEmpty(fields));
  const shown = [...told].reverse().slice(0, most);
  return { shown, earlier: told.length - shown.length };
}

function isEmpty(fields: Revision['fields']): boolean {
  return Object.keys(fields).length === 0;
}
