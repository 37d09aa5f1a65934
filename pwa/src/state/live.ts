/** Live values: what a screen subscribes to. A live value has a value at once and never throws. */
import { derived, readable, type Readable } from 'svelte/store';

import { localDay } from '../core/time.ts';
import { changes, versionOf } from '../store/book.ts';
import { nowMs } from '../store/clock.ts';

export type Live<T> = Readable<T>;

/**
 * A view of the book: computed at once, and again while it is read when a record of one of these
 * types (`log`: an entry of the device log) is seen otherwise or another day begins; without types
 * with every change of the book.
 */
export function fromBook<T>(compute: () => T, types?: readonly string[]): Live<T> {
  // Kept while nobody looks: a screen that is opened again asks for nothing that did not change.
  let computed_at = '';
  return readable<T>(undefined as T, (set) =>
    changes.subscribe((change) => {
      const version = types === undefined ? change : versionOf(types);
      const at = `${localDay(nowMs())} ${String(version)}`;
      if (at === computed_at) return;
      computed_at = at;
      set(compute());
    }),
  );
}

/** How many there are; null while that is unknown. */
export function counted(list: Live<readonly unknown[] | null>): Live<number | null> {
  return derived(list, (items) => items?.length ?? null);
}

/** For what is not counted. */
export const noCount: Live<number | null> = readable(null);
