/**
 * Spans of time as numbers that words can be made of: how old a conflict is, how far a clock was
 * off. Knows no language and decides nothing by a clock.
 */

const MINUTE_MS = 60_000;
const UNITS = [
  ['year', 365 * 1440],
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
] as const;

export type SpanUnit = (typeof UNITS)[number][0];

export interface SpanPart {
  readonly unit: SpanUnit;
  readonly count: number;
}

/** The two largest neighbouring units of a span; empty under one minute. */
export function spanParts(span_ms: number): SpanPart[] {
  let minutes = Math.floor(Math.abs(span_ms) / MINUTE_MS);
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    return { unit, count };
  });
  const first = parts.findIndex((part) => part.count > 0);
  return first < 0 ? [] : parts.slice(first, first + 2).filter((part) => part.count > 0);
}

/** The largest unit alone: an age in a queue needs no second one. */
export function age(from: string, now_ms: number): SpanPart | null {
  const since = Date.parse(from);
  return Number.isNaN(since) ? null : (spanParts(Math.max(0, now_ms - since))[0] ?? null);
}

export type Drift =
  | { readonly clock: 'unknown' | 'right' }
  | { readonly clock: 'fast' | 'slow'; readonly parts: SpanPart[] };

/** How far a device's clock was off; less than a minute counts as right. */
export function drift(at: string | null, corrected_at: string | null): Drift {
  const claimed = Date.parse(at ?? '');
  const corrected = Date.parse(corrected_at ?? '');
  if (Number.isNaN(claimed) || Number.isNaN(corrected)) return { clock: 'unknown' };
  const parts = spanParts(claimed - corrected);
  if (parts.length === 0) return { clock: 'right' };
  return { clock: claimed > corrected ? 'fast' : 'slow', parts };
}
