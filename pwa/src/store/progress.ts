/** How far each stream is received. */
import { readonly, writable } from 'svelte/store';

import type { StreamRow } from './database.ts';

export interface StreamProgress {
  readonly stream: string;
  readonly name: string;
  readonly received: number;
  readonly remaining: number | null;
  readonly complete: boolean;
}

const current = writable<readonly StreamProgress[]>([]);

export const streamProgress = readonly(current);

export function noteProgress(rows: readonly StreamRow[]): void {
  current.set(
    rows.map(({ stream, name, received, remaining }) => ({
      ...{ stream, name, received, remaining, complete: remaining === 0 },
    })),
  );
}
