/** Which hamlets have their team: founded, by which decision, with how many members. */
import { createChange } from '../../core/changes.ts';
import { localDay } from '../../core/time.ts';
import { getAccount } from '../../store/account.ts';
import { newId, nowMs, record } from '../../store/acts.ts';
import * as book from '../../store/book.ts';
import { text } from '../house_rows.ts';
import { fromBook, type Live } from '../live.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly unit_id: string;
  readonly founding_no: string;
  readonly founded_on: string;
  /** Whose membership holds today. */
  readonly members: number;
}
export interface NewTeam {
  readonly name: string;
  readonly unit_id: string;
  readonly founding_no: string;
  readonly founded_on: string;
}

/** The teams that this device's book has, by name. */
export const teams: Live<readonly Team[]> = fromBook(() => {
  const members = countMembers();
  return [...book.live('team').values()]
    .map(({ id, fields }) => ({
      ...{ id, name: text(fields['name']), unit_id: text(fields['unit_id']) },
      ...{ founding_no: text(fields['founding_no']), founded_on: text(fields['founded_on']) },
      members: members.get(id) ?? 0,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'vi'));
}, ['team', 'membership']);

function countMembers(): Map<string, number> {
  const day = localDay(nowMs());
  const counts = new Map<string, number>();
  for (const { fields } of book.live('membership').values()) {
    if ((text(fields['to_on']) || day) < day) continue;
    const team = text(fields['team_id']);
    counts.set(team, (counts.get(team) ?? 0) + 1);
  }
  return counts;
}

/** Whether this device holds the commune's stream: only then are its teams known. */
export function knowsTeamsOf(commune: string): boolean {
  const streams = getAccount()?.streams ?? [];
  return streams.some(({ stream }) => stream === `commune:${commune}`);
}

/** Kept on this device at once; it reaches the server with the next sync. */
export async function foundTeam(commune: string, team: NewTeam): Promise<void> {
  const fields = { ...team, kind: 'community', level: 'hamlet' };
  await record([createChange('team', newId(), `commune:${commune}`, fields)]);
}
