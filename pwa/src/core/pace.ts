/**
 * When the next exchange may begin; pure, clock and chance are handed in. A failure makes the phone
 * wait longer each time; what the server asked for (`Retry-After`) binds everybody, also a person.
 */
import { waitAfter } from './backoff.ts';

export interface Pace {
  /** Failures in a row. */
  readonly failures: number;
  /** Not before this moment, however urgent. */
  readonly server_until_ms: number;
  /** Not before this moment unless a person or a sign of network asks. */
  readonly own_until_ms: number;
}

/** A new record waits for its turn; a sign of network or a person is let through at once. */
export type Urgency = 'recorded' | 'network' | 'person';

/** Of two wishes the one that waits less. */
export function moreUrgent(one: Urgency | null, other: Urgency): Urgency {
  return one === null || one === 'recorded' ? other : one;
}

export const calm: Pace = { failures: 0, server_until_ms: 0, own_until_ms: 0 };

/** The longest that a server may silence a phone: a clock set back must not do it for ever. */
const silence_max_ms = 60 * 60_000;
const wait_max_ms = silence_max_ms * 1.1;

export function afterFailure(
  pace: Pace,
  now_ms: number,
  random: number,
  retry_after_ms: number | null,
): Pace {
  const failures = pace.failures + 1;
  const asked_ms = Math.min(silence_max_ms, (retry_after_ms ?? 0) * (1 + random / 10));
  return {
    failures,
    server_until_ms: retry_after_ms === null ? 0 : Math.ceil(now_ms + asked_ms),
    own_until_ms: now_ms + waitAfter(failures, random),
  };
}

/** How long to wait from now on; 0 where it may begin. */
export function waitFor(pace: Pace, now_ms: number, urgency: Urgency): number {
  const until = urgency === 'recorded' ? latest(pace) : pace.server_until_ms;
  const wait_ms = Math.max(0, until - now_ms);
  // Nothing makes a phone wait so long: its clock was set back, and `until` means nothing any more.
  // A shorter wait instead would be asked for again and again, until the clock has come so far.
  return wait_ms > wait_max_ms ? 0 : wait_ms;
}

export function retryAt(pace: Pace): number {
  return latest(pace);
}

function latest(pace: Pace): number {
  return Math.max(pace.server_until_ms, pace.own_until_ms);
}
