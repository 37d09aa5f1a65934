/** The status line and the card of the day: counts of acts that are always true. */
import { still, type Live } from './live.ts';

export type Problem =
  'no_network' | 'captive_portal' | 'server_busy' | 'sign_in_needed' | 'storage_low';
export interface Status {
  readonly waiting: number;
  readonly attention: number;
  readonly last_received_at: Date | null;
  readonly phase: 'idle' | 'sending' | 'receiving';
  readonly problem: Problem | null;
  readonly retry_at: Date | null;
  /** Phone's clock minus the server's, as last measured. */
  readonly clock_skew_ms: number | null;
}
export interface DayCard {
  readonly recorded: number;
  readonly received: number;
  readonly waiting: number;
}

export const status: Live<Status> = still({
  waiting: 0,
  attention: 0,
  last_received_at: null,
  phase: 'idle',
  problem: null,
  retry_at: null,
  clock_skew_ms: null,
});

/** Today's acts by the local day of Asia/Ho_Chi_Minh; recorded = received + waiting. */
export const day: Live<DayCard> = still({ recorded: 0, received: 0, waiting: 0 });

/** Tries now; resolves when the attempt is over, whatever came of it. */
export function sendNow(): Promise<void> {
  return Promise.resolve();
}
