/** How long to wait before the next attempt; chance comes from outside. */

const first_wait_ms = 2_000;
const longest_wait_ms = 5 * 60_000;

/**
 * Doubles with every failure in a row, spread over the upper half so that phones that lost the
 * same server do not come back together. What the server asked for is never undercut.
 */
export function waitAfter(
  failures: number,
  random: number,
  retry_after_ms: number | null = null,
): number {
  const full = Math.min(longest_wait_ms, first_wait_ms * 2 ** Math.min(failures - 1, 20));
  const spread = full / 2 + (random * full) / 2;
  return Math.round(Math.max(spread, (retry_after_ms ?? 0) * (1 + random / 10)));
}
