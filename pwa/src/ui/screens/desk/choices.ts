/**
 * The cells of a line that hold a choice, each option with the digit that picks it. The order is
 * that of use at a desk, so that the likeliest is always 1; self-reliance keeps its own figures.
 */

import type { t } from '../../../i18n/office.ts';
import type { FilingDraft, FilingOutcome } from '../../../state/filings.ts';

export type ChoiceCellName = 'level' | 'outcome' | 'own_phone' | 'self_reliance';
export type CellName = 'applicant' | 'procedure' | 'file_code' | ChoiceCellName;

type Key = Parameters<typeof t>[0];

export interface Option {
  readonly digit: string;
  readonly label: Extract<Key, `${'level' | 'filing' | 'own_phone' | 'reliance'}.${string}`>;
  readonly patch: Partial<FilingDraft>;
}

const OUTCOMES: readonly FilingOutcome[] = [
  'submitted',
  'missing_papers',
  'no_vneid',
  'completed',
  'looked_up',
  'referred',
  'system_error',
  'returned',
];

export const OPTIONS: Readonly<Record<ChoiceCellName, readonly Option[]>> = {
  level: [
    { digit: '1', label: 'level.full', patch: { level: 'full' } },
    { digit: '2', label: 'level.partial', patch: { level: 'partial' } },
  ],
  outcome: OUTCOMES.map((outcome, index) => ({
    digit: String(index + 1),
    label: `filing.${outcome}`,
    patch: { outcome },
  })),
  own_phone: [
    { digit: '1', label: 'own_phone.yes', patch: { own_phone: true } },
    { digit: '2', label: 'own_phone.no', patch: { own_phone: false } },
  ],
  self_reliance: ([0, 1, 2, 3] as const).map((self_reliance) => ({
    digit: String(self_reliance),
    label: `reliance.${self_reliance}`,
    patch: { self_reliance },
  })),
};

export function isChoiceCell(cell: CellName | null): cell is ChoiceCellName {
  return cell !== null && cell in OPTIONS;
}

/** Which option a draft has in a cell; -1 where none is picked yet. */
export function pickedOption(cell: ChoiceCellName, draft: FilingDraft): number {
  return OPTIONS[cell].findIndex((option) => option.patch[cell] === draft[cell]);
}

/** The option that a key leads to from the picked one, or null when the key is not for it. */
export function optionByKey(cell: ChoiceCellName, picked: number, key: string): Option | null {
  const options = OPTIONS[cell];
  const byDigit = options.find((option) => option.digit === key);
  if (byDigit !== undefined) return byDigit;
  const last = options.length - 1;
  const next: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(last, picked + 1),
    ArrowRight: Math.min(last, picked + 1),
    ArrowUp: Math.max(0, picked - 1),
    ArrowLeft: Math.max(0, picked - 1),
    Home: 0,
    End: last,
  };
  return options[next[key] ?? -1] ?? null;
}
