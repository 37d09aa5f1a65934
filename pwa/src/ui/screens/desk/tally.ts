/**
 * What the desk did in a day, counted from its own list: how many filings, with which outcome, and
 * how long a line takes. Counts only what the list shows, so that the two always agree.
 */

export interface Counted {
  readonly outcome: string | null;
  readonly seconds: number | null;
}

export interface Tally {
  readonly total: number;
  readonly submitted: number;
  readonly missing_papers: number;
  readonly median_seconds: number | null;
}

export function tally(rows: readonly Counted[]): Tally {
  const having = (outcomes: readonly string[]): number =>
    rows.filter((row) => row.outcome !== null && outcomes.includes(row.outcome)).length;
  const seconds = rows.map((row) => row.seconds).filter((value) => value !== null);
  return {
    total: rows.length,
    submitted: having(['submitted', 'completed']),
    missing_papers: having(['missing_papers']),
    median_seconds: median(seconds),
  };
}

/** The middle value, rounded; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return Math.round((lower + upper) / 2);
}
