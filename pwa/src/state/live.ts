/** Live values: what a screen subscribes to. A live value has a value at once and never throws. */
import { derived, readable, type Readable } from 'svelte/store';

import { changes } from '../store/book.ts';

export type Live<T> = Readable<T>;

/** A view of the book: computed at once, and again whenever the book changes while read. */
export function fromBook<T>(compute: () => T): Live<T> {
  return {
    subscribe: (run) =>
      changes.subscribe(() => {
        run(compute());
      }),
  };
}

/** How many there are; null while that is unknown. */
export function counted(list: Live<readonly unknown[] | null>): Live<number | null> {
  return derived(list, (items) => items?.length ?? null);
}

/** For what is not counted. */
export const noCount: Live<number | null> = readable(null);
