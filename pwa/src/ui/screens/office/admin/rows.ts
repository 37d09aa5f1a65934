/** Rows of an office list: what matches a search, and where the arrow keys lead. */
import { fold } from '../../../../core/text.ts';
import type { ShapeName } from '../../../parts/icons.ts';

export interface AdminRow {
  readonly id: string;
  /** In the order of the columns; the first names the row. */
  readonly cells: readonly string[];
  /** Stands before the last cell, whose words say the same. */
  readonly shape?: ShapeName;
}

/** Rows in which every word of the search occurs, without diacritics. */
export function matching(rows: readonly AdminRow[], searched: string): readonly AdminRow[] {
  const words = fold(searched).split(' ').filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ cells }) => {
    const key = fold(cells.join(' '));
    return words.every((word) => key.includes(word));
  });
}

const NUMBER = /^(0|[1-9][\d.,]*)$/;

/** Which columns hold numbers alone, to be read from their ends; a phone begins with 0. */
export function numberColumns(rows: readonly AdminRow[]): readonly number[] {
  const columns = (rows[0]?.cells ?? []).map((_, at) => at);
  return columns.filter((at) => {
    const filled = rows.map(({ cells }) => cells[at] ?? '').filter((cell) => cell !== '');
    return filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
  });
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}

/** The row button below (1) or above (-1) the focused one; the first where none is. */
export function neighbour(root: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const buttons = [...root.querySelectorAll<HTMLElement>('.adm-rows .open')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  return at < 0 ? buttons[0] : buttons[at + step];
}
