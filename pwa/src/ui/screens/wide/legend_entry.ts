/** One line of the keys at the foot of a wide screen. */
export interface LegendEntry {
  readonly keys: readonly string[];
  readonly does: string;
}
