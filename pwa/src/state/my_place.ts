/** Which team and membership stand behind what this person records in a stream. */
import { localDay } from '../core/time.ts';
import type { StoredRecord } from '../core/record.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { text } from './house_rows.ts';

export interface MyPlace {
  readonly team_id: string | null;
  /** The membership's record. */
  readonly member_id: string | null;
}

/** The membership in the team of this very unit, else any that holds today. */
export function myPlace(stream: string): MyPlace {
  const mine = myMemberships();
  const unit = stream.split(':')[1] ?? '';
  const here = mine.find(({ fields }) => unitOf(fields['team_id']) === unit) ?? mine[0];
  return { team_id: text(here?.fields['team_id']) || null, member_id: here?.id ?? null };
}

export function myMemberships(): StoredRecord[] {
  const me = getAccount()?.user.id ?? '';
  const today = localDay(nowMs());
  return [...book.live('membership').values()].filter(
    ({ fields }) => fields['user_id'] === me && (text(fields['to_on']) || today) >= today,
  );
}

function unitOf(team_id: unknown): string {
  return text(book.live('team').get(text(team_id))?.fields['unit_id']);
}

/** A record may be mended by who made it, and by leaders. */
export function mayMend(record: StoredRecord | undefined): boolean {
  const user = getAccount()?.user;
  return record !== undefined && (record.created_by === user?.id || user?.role === 'leader');
}
