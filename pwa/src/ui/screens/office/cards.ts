/**
 * The sides of a conflict as cards, each with the key that chooses it, and what choosing one asks
 * of the server. Base is 1, the server 2, the first device 3, further devices from 5 on, as 4 types
 * another value. It shows all sides alike and prefers none.
 */

import type { ConflictRow } from '../../../state/conflicts.ts';
import type { Choice } from '../../../state/office_acts.ts';

export type CardRole = 'base' | 'current' | 'incoming';

export interface Card {
  readonly key: string;
  readonly role: CardRole;
  readonly side: number;
  readonly op: string;
  readonly value: unknown;
  readonly by: string | null;
  readonly device: string | null;
  readonly at: string | null;
  readonly corrected_at: string | null;
  /** The revision that holds the value, or that the device had seen; 0 where it had seen none. */
  readonly rev: number;
  /** How many values the device sent before this one. */
  readonly earlier: number;
}

export const OTHER_VALUE_KEY = '4';
const FIRST_FURTHER_KEY = 5;

type Sides = Pick<ConflictRow, 'field' | 'current' | 'incoming' | 'from'>;

/** A deletion against a change is about the whole record: it has no base value to go back to. */
export function isWholeRecord(conflict: Pick<ConflictRow, 'field'>): boolean {
  return conflict.field === null;
}

export function cardsOf(conflict: Sides): Card[] {
  const server: Card = {
    key: '2',
    role: 'current',
    side: 0,
    op: '',
    earlier: 0,
    ...conflict.current,
  };
  const devices = conflict.incoming.map((side, index): Card => {
    const key = index === 0 ? '3' : String(FIRST_FURTHER_KEY + index - 1);
    return {
      ...side,
      key,
      role: 'incoming',
      side: index,
      rev: side.base,
      earlier: side.earlier.length,
    };
  });
  return isWholeRecord(conflict) ? [server, ...devices] : [baseCard(conflict), server, ...devices];
}

function baseCard(conflict: Sides): Card {
  const seen = conflict.incoming[0];
  return {
    key: '1',
    role: 'base',
    side: 0,
    op: '',
    value: conflict.from,
    by: null,
    device: null,
    at: null,
    corrected_at: null,
    rev: seen?.base ?? 0,
    earlier: 0,
  };
}

export function choiceOf(card: Card, rev: number, reason: string): Choice {
  const why = reasonOf(reason);
  if (card.role === 'base') return { choice: 'value', value: card.value, rev, ...why };
  if (card.role === 'current') return { choice: 'current', rev, ...why };
  return { choice: 'incoming', side: card.side, rev, ...why };
}

export function typedChoice(value: unknown, rev: number, reason: string): Choice {
  return { choice: 'value', value, rev, ...reasonOf(reason) };
}

function reasonOf(reason: string): { reason?: string } {
  const text = reason.normalize('NFC').trim();
  return text === '' ? {} : { reason: text };
}

/** Everybody whose value is at stake, each once: they will be told. */
export function authorsOf(conflict: Sides): string[] {
  const ids = [conflict.current.by, ...conflict.incoming.map((side) => side.by)];
  return [...new Set(ids.filter((id) => id !== null))];
}
