/** The fate of each act recorded on this phone, newest first. */
import type { Reason as WireReason } from '../core/record.ts';
import { still, type Live } from './live.ts';

export type Reason = WireReason;
export type OutboxState =
  'waiting' | 'sending' | 'received' | 'accepted' | 'conflict' | 'decided' | 'held' | 'discarded';
export interface ConflictView {
  readonly id: string;
  readonly type: string;
  readonly record_id: string;
  readonly field: string | null;
  readonly mine: unknown;
  readonly theirs: unknown;
  /** Full name of the other author, or ''. */
  readonly theirs_by: string;
  readonly status: 'open' | 'resolved';
}
export interface Decision {
  readonly chosen: 'mine' | 'theirs' | 'other';
  readonly value: unknown;
  /** Full name of who decided, or ''. */
  readonly by: string;
  readonly at: Date;
  readonly reason: string | null;
}
export interface OutboxItem {
  readonly n: number;
  readonly id: string;
  readonly at: Date;
  /** Name of the household's head or of the applicant. */
  readonly title: string;
  /** Type of the main record. */
  readonly kind: string;
  readonly record_id: string;
  readonly is_new_record: boolean;
  readonly state: OutboxState;
  readonly received_at: Date | null;
  readonly conflicts: readonly ConflictView[];
  readonly reasons: readonly Reason[];
  readonly decision: Decision | null;
}

export const outbox: Live<readonly OutboxItem[]> = still([]);
/** What a person should look at: in conflict, held, decided or discarded and not yet seen. */
export const attention: Live<readonly OutboxItem[]> = still([]);

export function markSeen(_n: number): Promise<void> {
  return Promise.resolve();
}
