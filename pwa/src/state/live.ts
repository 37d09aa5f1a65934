/** Live values: what a screen subscribes to. A live value has a value at once and never throws. */
import { readable, type Readable } from 'svelte/store';

export type Live<T> = Readable<T>;

/** A live value that never changes. */
export function still<T>(value: T): Live<T> {
  return readable(value);
}
