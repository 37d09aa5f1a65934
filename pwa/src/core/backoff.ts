/** How long to wait before the next attempt; chance comes from outside. */

const first_wait_ms = 2_000;
const longest_wait_ms = 5 * 60_000;

/**
 * Doubles with every failure in a row, spread over the upper half so that phones that lost the
 * same server do not come back together.
 */
export function waitAfter(failures: number, random: number): number {
  const full = Math.min(longest_wait_ms, first_wait_ms * 2 ** Math.min(failures - 1, 20));
  return Math.round(full / 2 + (random * full) / 2);
}
