/** The units of the caller's place: communes and hamlets, by the server. */
import type { UnitOut } from '../../api/wire.ts';
import { getAccount } from '../../store/account.ts';
import { askAll, type Answer } from './ask.ts';

export type Unit = UnitOut;

export function listUnits(parent: string): Promise<Answer<readonly Unit[]>> {
  return askAll(`/units?parent=${encodeURIComponent(parent)}`);
}

/** What the caller is in charge of: the unit's id and its level. */
export function homeUnit(): { readonly id: string; readonly level: 'commune' | 'province' } {
  const user = getAccount()?.user;
  const level = user?.role === 'province_admin' ? 'province' : 'commune';
  return { id: user?.units[0] ?? '', level };
}
