/** What the keys of the conflict desk do, wherever the focus is, and where it goes afterwards. */

import type { Deciding } from './deciding.svelte.ts';
import { deskAct, type DeskAct } from './keys.ts';

export function focusOn(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

/** For a case's heading: takes the focus when its case comes up, however late, but never from
 * somebody who is typing. */
export function takesFocus(heading: HTMLElement): void {
  if (document.activeElement?.matches('input, select, textarea') === true) return;
  heading.focus();
}

export function typeValue(deciding: Deciding): void {
  if (deciding.row === null || deciding.row.field === null) return;
  deciding.pick('4');
  focusOn('other-value');
}

export function openRule(deciding: Deciding, canRule: boolean): void {
  if (!canRule) return;
  deciding.isRuling = true;
  focusOn('rule');
}

async function decide(deciding: Deciding): Promise<void> {
  const before = deciding.selected_id;
  await deciding.decide();
  if (deciding.selected_id !== before) focusOn('case');
  else if (deciding.message?.about === 'wrong_value') focusOn('other-value');
}

type Plain = Exclude<DeskAct['act'], 'choose'>;

const PLAIN: Readonly<Record<Plain, (deciding: Deciding, canRule: boolean) => void>> = {
  type_value: typeValue,
  rule: openRule,
  reason: () => document.getElementById('reason')?.focus(),
  filter: () => document.getElementById('queue-filter')?.focus(),
  decide: (deciding) => void decide(deciding),
  later: (deciding) => {
    deciding.later();
    focusOn('case');
  },
  back: (deciding) => {
    deciding.step(-1);
    focusOn('case');
  },
  undo: (deciding) =>
    void deciding.undoLast().then(() => {
      focusOn('case');
    }),
  leave: () => {
    focusOn('case');
  },
};

/** With nothing open only the last decision can be taken back. */
const WITHOUT_CASE: readonly string[] = ['undo', 'filter'];

export function pressAtDesk(event: KeyboardEvent, deciding: Deciding, canRule: boolean): void {
  const act = actFor(event, deciding);
  if (act === null) return;
  event.preventDefault();
  if (act.act === 'choose') deciding.pick(act.key);
  else PLAIN[act.act](deciding, canRule);
}

function actFor(event: KeyboardEvent, deciding: Deciding): DeskAct | null {
  if (event.isComposing || event.defaultPrevented || deciding.isRuling) return null;
  // Enter on a link or another button is that button's own.
  if (event.key === 'Enter' && closest(event, 'a, button') !== null) return null;
  const isTyping = closest(event, 'input[type="text"], select') !== null;
  const keys = deciding.cards.map((card) => card.key);
  const act = deskAct(event, keys, isTyping);
  return act !== null && isPossible(act, deciding) ? act : null;
}

function isPossible({ act }: DeskAct, deciding: Deciding): boolean {
  return deciding.row !== null || WITHOUT_CASE.includes(act);
}

function closest(event: KeyboardEvent, selector: string): Element | null {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}
