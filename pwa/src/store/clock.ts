/** Time and chance of this browser, in one place; tests put their own in. */
import { withOffset } from '../core/time.ts';
import { uuid7 } from '../core/uuid7.ts';

export function nowMs(): number {
  return Date.now();
}

/** RFC 3339 with the phone's own offset. */
export function nowText(): string {
  const now = new Date(nowMs());
  return withOffset(now.getTime(), now.getTimezoneOffset());
}

export function newId(): string {
  return uuid7(nowMs(), crypto.getRandomValues(new Uint8Array(10)));
}
