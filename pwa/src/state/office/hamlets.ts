/** The hamlets of a commune, now and then, and what an admin may make of them. */
import { derived } from 'svelte/store';

import type { HamletOut, MergeIn, SplitIn, UnitOut } from '../../api/wire.ts';
import { fold } from '../../core/text.ts';
import { localDay } from '../../core/time.ts';
import { nowMs } from '../../store/clock.ts';
import { allHouseholds, type HouseholdRow, type Indexed } from '../house_rows.ts';
import type { Live } from '../live.ts';
import { ask, type Answer } from './ask.ts';

export type Hamlet = HamletOut;
export type Merger = MergeIn;
export type Split = SplitIn;
/** From which day a change holds, and the decision that it rests on. */
export interface Grounds {
  readonly from: string;
  readonly legal_ref: string;
}

export async function listHamlets(commune: string): Promise<Answer<readonly Hamlet[]>> {
  const answer = await ask<{ items: Hamlet[] }>('GET', `/units/${commune}/hamlets`);
  return answer.ok ? { ok: true, value: answer.value.items } : answer;
}

export function createHamlet(parent_id: string, name: string, type: string): Answered {
  return ask('POST', '/units', { parent_id, name, type });
}

export function renameHamlet(id: string, name: string, grounds: Grounds): Answered {
  return ask('POST', `/units/${id}/rename`, { name, ...grounds });
}

export function undoRename(id: string): Answered {
  return ask('POST', `/units/${id}/rename/undo`);
}

export function mergeHamlets(merger: Merger): Answered {
  return ask('POST', '/units/merge', merger);
}

/** What the merge or split that made this hamlet had ended is there again. */
export async function undoChange(id: string): Promise<Answer<readonly UnitOut[]>> {
  const answer = await ask<{ items: UnitOut[] }>('POST', `/units/${id}/undo`);
  return answer.ok ? { ok: true, value: answer.value.items } : answer;
}

export async function splitHamlet(id: string, split: Split): Promise<Answer<UnitOut>> {
  const answer = await ask<{ items: [UnitOut] }>('POST', `/units/${id}/split`, split);
  return answer.ok ? { ok: true, value: answer.value.items[0] } : answer;
}

type Answered = Promise<Answer<UnitOut>>;

/** Households of a hamlet in the book on this computer, by name. */
export function householdsIn(id: string): Live<readonly Indexed[]> {
  return derived(allHouseholds, (all) => {
    const inside = [...all.values()].filter(({ row }) => row.stream === `hamlet:${id}`);
    return inside.sort(
      (a, b) => compare(a.name_order, b.name_order) || compare(a.row.id, b.row.id),
    );
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first ones in which every word occurs. */
export function findAmong(
  households: readonly Indexed[],
  searched: string,
  limit: number,
): readonly HouseholdRow[] {
  const words = fold(searched).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  const found = households.filter(({ key }) => words.every((word) => key.includes(word)));
  return found.slice(0, limit).map(({ row }) => row);
}

/** Whether the merge or split that made it can still be taken back, as far as the clock goes. */
export function canUndo({ undo_until, valid_to }: Hamlet): boolean {
  return valid_to === null && undo_until !== null && Date.parse(undo_until) > nowMs();
}

/** The day here. */
export function today(): string {
  return localDay(nowMs());
}
