/**
 * The cards of one conflict in words: title, value with what differs, fields of a whole record.
 * The server's value is compared with the first device's, every other with the server's.
 */

import { t } from '../../../i18n/cases.ts';
import type { ConflictRow } from '../../../state/conflicts.ts';
import { isWholeRecord, type Card } from './cards.ts';
import { differingPieces, type Piece } from './difference.ts';
import { fieldWord, valueWords, type PlaceName } from './words.ts';

const PAIRS_MAX = 8;

export function cardTitle(card: Card): string {
  if (card.role === 'base') return t('office.base');
  return t(card.role === 'current' ? 'office.server' : 'office.incoming');
}

/** What a card stands for, as one text: for the decision bar, the thread and the list. */
export function cardText(row: ConflictRow, card: Card, placeName: PlaceName): string {
  if (!isWholeRecord(row)) return valueWords(row.field, card.value, placeName);
  if (card.role === 'incoming') {
    return t(card.op === 'delete' ? 'office.delete_it' : 'office.restore_it');
  }
  return t(card.value === null ? 'office.keep_deleted' : 'office.keep_as_is');
}

export function cardPieces(
  row: ConflictRow,
  card: Card,
  cards: readonly Card[],
  placeName: PlaceName,
): Piece[] {
  const text = cardText(row, card, placeName);
  const isBlank = !isWholeRecord(row) && (card.value ?? '') === '';
  if (isBlank) return [];
  const rival = cards.find((each) =>
    card.role === 'current' ? each.role === 'incoming' : each.role === 'current',
  );
  const isPlain = isWholeRecord(row) || card.role === 'base' || rival === undefined;
  if (isPlain) return [{ text, differs: false }];
  return differingPieces(text, cardText(row, rival, placeName));
}

/** The fields of a whole record, those that are set, as far as a card has room. */
export function cardPairs(
  row: ConflictRow,
  card: Card,
  placeName: PlaceName,
): (readonly [string, string])[] {
  if (!isWholeRecord(row) || typeof card.value !== 'object' || card.value === null) return [];
  return Object.entries(card.value)
    .filter(([field, value]) => value !== null && value !== '' && !field.endsWith('_id'))
    .slice(0, PAIRS_MAX)
    .map(([field, value]) => [fieldWord(field), valueWords(field, value, placeName)] as const);
}
