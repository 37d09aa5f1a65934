/** What others changed since yesterday, and how what I wrote was decided: by whom, and why. */
import type { Conflict, StoredRecord } from '../core/record.ts';
import { dateOf, localDay, momentOf } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { nowMs } from '../store/clock.ts';
import { text } from './house_rows.ts';
import { fromBook, type Live } from './live.ts';
import { nameOf } from './people.ts';

export interface News {
  readonly id: string;
  readonly kind: 'decided' | 'household' | 'notice' | 'plan' | 'task';
  readonly title: string;
  readonly by: string;
  readonly at: Date;
  readonly household_id: string | null;
  /** Of a decision: the field, the value that stands now, and the reason. */
  readonly field: string | null;
  readonly value: unknown;
  readonly reason: string;
}

const day_ms = 24 * 3_600_000;
const news_max = 40;
const told = ['household', 'notice', 'plan', 'task'] as const;

/** Since yesterday began, the newest first. */
export const news: Live<readonly News[]> = fromBook(() => {
  const since = Date.parse(`${localDay(nowMs() - day_ms)}T00:00:00+07:00`);
  return [...changed(since), ...decisions(since)].sort(byTime).slice(0, news_max);
});

/** Every decision about something that I wrote, the newest first. */
export const decided: Live<readonly News[]> = fromBook(() =>
  decisions(0).sort(byTime).slice(0, news_max),
);

function byTime(a: News, b: News): number {
  return b.at.getTime() - a.at.getTime();
}

function changed(since: number): News[] {
  const me = getAccount()?.user.id;
  return told.flatMap((kind) =>
    [...book.live(kind).values()]
      .filter(({ updated_at, updated_by, fields }) => {
        const isNew = (momentOf(updated_at) ?? 0) >= since;
        return isNew && updated_by !== me && !fields['learned'];
      })
      .map((record) => viewChange(record, kind)),
  );
}

function viewChange(record: StoredRecord, kind: (typeof told)[number]): News {
  const { id, fields, updated_at, updated_by } = record;
  const household_id = kind === 'household' ? id : text(fields['household_id']) || null;
  return {
    ...{ id, kind, title: text(fields['head_name']) || text(fields['title']), household_id },
    ...{ by: nameOf(updated_by ?? ''), at: dateOf(updated_at) ?? new Date(0) },
    ...{ field: null, value: null, reason: '' },
  };
}

function decisions(since: number): News[] {
  return [...book.live('conflict').values()]
    .map(({ fields }) => fields as unknown as Conflict)
    .filter((conflict) => (momentOf(conflict.resolved_at) ?? 0) > since && isMine(conflict))
    .map(viewDecision);
}

function isMine({ current, incoming }: Conflict): boolean {
  const me = getAccount()?.user.id;
  return current.by === me || incoming.some(({ by }) => by === me);
}

function viewDecision(conflict: Conflict): News {
  const { id, field, resolution } = conflict;
  const household_id = houseOf(conflict);
  return {
    ...{ id, kind: 'decided', by: nameOf(conflict.resolved_by ?? ''), field, household_id },
    title: text(book.find(household_id ?? conflict.record_id)?.fields['head_name']),
    at: dateOf(conflict.resolved_at) ?? new Date(0),
    value: resolution?.value ?? null,
    reason: text((resolution as { reason?: unknown } | null)?.reason),
  };
}

function houseOf({ type, record_id }: Conflict): string | null {
  if (type === 'household') return record_id;
  return text(book.find(record_id)?.fields['household_id']) || null;
}
