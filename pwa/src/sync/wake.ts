/**
 * Decides when to exchange: after recording, on a sign of network, in turn while looked at. What
 * the server asked for binds all of these. `navigator.onLine` is never asked: it is often wrong.
 */
import { readonly, writable } from 'svelte/store';

import type { Reply } from '../api/client.ts';
import {
  afterFailure,
  calm,
  moreUrgent,
  retryAt,
  waitFor,
  type Pace,
  type Urgency,
} from '../core/pace.ts';
import { getAccount, isOnPhone } from '../store/account.ts';
import { listenToRecording } from '../store/acts.ts';
import { nowMs } from '../store/clock.ts';
import { exchange } from './exchange.ts';
import { sendPhotos } from './photos.ts';

export type SyncProblem =
  'no_network' | 'captive_portal' | 'server_busy' | 'sign_in_needed' | 'storage_low';

export interface SyncState {
  readonly phase: 'idle' | 'sending' | 'receiving';
  readonly problem: SyncProblem | null;
  readonly retry_at: Date | null;
}

const poll_ms = 60_000;
const office_poll_ms = 10_000;
const current = writable<SyncState>({ phase: 'idle', problem: null, retry_at: null });

let running: Promise<void> | null = null;
/** The most urgent wish for another exchange while one runs. */
let asked: Urgency | null = null;
let pace: Pace = calm;
let timer: ReturnType<typeof setTimeout> | undefined;

export const syncState = readonly(current);

/** Begins to listen; called once somebody is signed in. */
export function startScheduler(): void {
  listenToRecording(() => {
    wake('recorded');
  });
  globalThis.addEventListener('online', () => {
    wake('network');
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake('network');
  });
  wake('network');
}

/** Asks for an exchange as soon as the pace allows; one that runs goes once more. */
export function wake(urgency: Urgency = 'recorded'): void {
  void runNow(urgency);
}

/** After another sign-in nothing is left of the failures of the one before. */
export function resetPace(): void {
  pace = calm;
  current.set({ phase: 'idle', problem: null, retry_at: null });
}

/**
 * Exchanges now if that is allowed; resolves when the attempt is over, whatever came of it. While
 * one runs, that may have begun when there was no network yet, it goes once more.
 */
export async function runNow(urgency: Urgency = 'person'): Promise<void> {
  if (running !== null) {
    asked = moreUrgent(asked, urgency);
    return running.then(() => running ?? undefined);
  }
  const wait_ms = waitFor(pace, nowMs(), urgency);
  if (wait_ms > 0) {
    wakeIn(wait_ms);
    return;
  }
  asked = null;
  running = runAlone().finally(() => {
    running = null;
    if (asked !== null) wake(asked);
  });
  return running;
}

function wakeIn(wait_ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    wake('recorded');
  }, wait_ms);
}

/** Of all tabs only one exchanges; the others see what it stored. */
async function runAlone(): Promise<void> {
  const user_id = getAccount()?.user.id;
  if (user_id === undefined) return;
  clearTimeout(timer);
  await navigator.locks.request(`tungnha-sync-${user_id}`, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await attempt();
  });
  wakeIn(pace.failures > 0 ? waitFor(pace, nowMs(), 'recorded') : pollIn());
}

function pollIn(): number {
  const every_ms = isOnPhone() ? poll_ms : office_poll_ms;
  return every_ms * (0.9 + Math.random() / 5);
}

async function attempt(): Promise<void> {
  const failure = await tryExchange();
  if (failure === null) {
    resetPace();
    return;
  }
  pace = afterFailure(pace, nowMs(), Math.random(), failure.retry_after_ms);
  current.set({ phase: 'idle', problem: failure.problem, retry_at: new Date(retryAt(pace)) });
}

interface Failure {
  readonly problem: SyncProblem;
  readonly retry_after_ms: number | null;
}

async function tryExchange(): Promise<Failure | null> {
  try {
    const verdict = await exchange((phase) => {
      current.update((state) => ({ ...state, phase }));
    });
    if (verdict.kind === 'done') return await sendPhotosAfter();
    if (verdict.kind === 'stuck') return { problem: 'server_busy', retry_after_ms: null };
    return explain(verdict.reply);
  } catch {
    // The database refused: full, or taken away by the browser. What is recorded is still there.
    return { problem: 'storage_low', retry_after_ms: null };
  }
}

/** Pictures never stand before data: what is recorded meanwhile goes first. */
async function sendPhotosAfter(): Promise<Failure | null> {
  const refused = await sendPhotos(() => asked !== null);
  return refused === null ? null : explain(refused);
}

function explain(reply: Exclude<Reply, { kind: 'ok' }>): Failure {
  if (reply.kind === 'offline') return { problem: 'no_network', retry_after_ms: null };
  if (reply.kind === 'captive') return { problem: 'captive_portal', retry_after_ms: null };
  const { retry_after_ms } = reply;
  const problem = reply.status === 401 || reply.status === 403 ? 'sign_in_needed' : 'server_busy';
  return { problem, retry_after_ms };
}
