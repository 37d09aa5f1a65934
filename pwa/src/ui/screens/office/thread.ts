/**
 * The order in which the sides of a conflict were written, by corrected time, as stops on a
 * thread. The order informs the person who decides; nothing is ever decided by it.
 */

import { spanParts, type SpanPart } from './duration.ts';

export interface Written {
  readonly key: string;
  readonly at: string | null;
  readonly corrected_at: string | null;
}

export interface Stop<T extends Written> {
  readonly event: T;
  /** Where the offset of a device is unknown the stop stands at the time the device claims. */
  readonly is_claim: boolean;
  readonly time_ms: number;
  /** How long after the stop before it; empty for the first and within a minute. */
  readonly gap: SpanPart[];
}

/** Stops in order of time; what has no time at all is left out. */
export function stopsInOrder<T extends Written>(events: readonly T[]): Stop<T>[] {
  const timed = events
    .map((event) => ({
      event,
      is_claim: event.corrected_at === null,
      time_ms: Date.parse(event.corrected_at ?? event.at ?? ''),
    }))
    .filter((stop) => !Number.isNaN(stop.time_ms))
    .sort((a, b) => a.time_ms - b.time_ms);
  return timed.map((stop, index) => {
    const before = timed[index - 1];
    return { ...stop, gap: before ? spanParts(stop.time_ms - before.time_ms) : [] };
  });
}
