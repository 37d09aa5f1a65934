/** The status line: counts of acts that are always true. */
import { derived, get, readable } from 'svelte/store';

import { isWaiting } from '../core/entry.ts';
import * as book from '../store/book.ts';
import { account } from '../store/account.ts';
import type { PhotoRow } from '../store/database.ts';
import { findMeta, type SyncMeta } from '../store/meta.ts';
import { photoRows } from '../store/photos.ts';
import { streamProgress, type StreamProgress } from '../store/progress.ts';
import { orphanCount } from '../store/rescue.ts';
import { runNow, syncState } from '../sync/wake.ts';
import { fromBook, type Live } from './live.ts';
import { attention } from './outbox.ts';

export { day, type DayCard } from './day.ts';

export type Problem =
  'no_network' | 'captive_portal' | 'server_busy' | 'sign_in_needed' | 'storage_low';
export interface Status {
  readonly waiting: number;
  /** Photos whose record may have arrived and whose picture has not. */
  readonly photos: number;
  readonly attention: number;
  readonly last_received_at: Date | null;
  readonly phase: 'idle' | 'sending' | 'receiving';
  readonly problem: Problem | null;
  readonly retry_at: Date | null;
  /** Phone's clock minus the server's, as last measured. */
  readonly clock_skew_ms: number | null;
  /** Records received so far while the book is still on its way; null once all of it is here. */
  readonly receiving: number | null;
}

const waiting = fromBook(() => book.entries().filter(isWaiting).length, ['log']);

/** What the phone knows of its last contact; read again whenever the book changes. */
const meta = readable<SyncMeta | null>(null, (set) =>
  derived([account, book.changes], ([known]) => known).subscribe((known) => {
    if (known === null) set(null);
    else void findMeta().then(set);
  }),
);

export const status: Live<Status> = derived(
  [waiting, attention, meta, syncState, streamProgress, orphanCount, photoRows],
  ([count, items, known, sync, streams, orphans, photos]) => ({
    waiting: count + orphans,
    photos: [...photos.values()].filter(isStillToSend).length,
    attention: items.length,
    last_received_at: known?.last_received_at ? new Date(known.last_received_at) : null,
    phase: sync.phase,
    problem: sync.problem,
    retry_at: sync.retry_at,
    clock_skew_ms: known?.clock_skew_ms ?? null,
    receiving: receivingOf(streams),
  }),
);

function isStillToSend({ state, gone_ms }: PhotoRow): boolean {
  return state === 'waiting' && gone_ms === null;
}

function receivingOf(streams: readonly StreamProgress[]): number | null {
  if (streams.every(({ complete }) => complete)) return null;
  return streams.reduce((sum, { received }) => sum + received, 0);
}

/** Tries now; resolves when the attempt is over, whatever came of it. */
export async function sendNow(): Promise<void> {
  if (get(account) !== null) await runNow();
}
