/**
 * Which history of the server a changeset was made on; pure. Revisions of two histories are never
 * compared: after a restore the same number means something else.
 */
import { isAct, type AnyChange } from './record.ts';

export interface Based {
  readonly epoch: string | null;
  readonly changes: readonly AnyChange[];
}

/**
 * `epochOf` tells the history of the rows that the author saw in a stream, null where unknown.
 * A changeset names one history; a change seen in another keeps only `from` as its proof.
 */
export function basedOn(
  changes: readonly AnyChange[],
  epochOf: (change: AnyChange) => string | null,
  newest: string | null,
): Based {
  const seen = new Set(changes.filter(hasBase).map(epochOf));
  const only = seen.size === 1 ? ([...seen][0] ?? newest) : newest;
  const epoch = seen.size > 1 && !seen.has(newest) ? ([...seen].find(Boolean) ?? newest) : only;
  return {
    epoch,
    changes: changes.map((change) =>
      hasBase(change) && (epoch === null || epochOf(change) !== epoch)
        ? { ...change, base: 0 }
        : change,
    ),
  };
}

function hasBase(change: AnyChange): change is Extract<AnyChange, { readonly base: number }> {
  return !isAct(change) && 'base' in change && change.base > 0;
}
