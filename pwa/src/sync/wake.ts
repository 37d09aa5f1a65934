/** Decides when to exchange: after recording, on a sign of network, in turn while looked at. */
import { readonly, writable } from 'svelte/store';

import type { Reply } from '../api/client.ts';
import { waitAfter } from '../core/backoff.ts';
import { getAccount } from '../store/account.ts';
import { listenToRecording } from '../store/acts.ts';
import { nowMs } from '../store/clock.ts';
import { exchange } from './exchange.ts';

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
let is_asked = false;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export const syncState = readonly(current);

/** Begins to listen; called once somebody is signed in. */
export function startScheduler(): void {
  listenToRecording(wake);
  globalThis.addEventListener('online', wake);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
  wake();
}

/** Asks for an exchange soon; one that runs goes once more. */
export function wake(): void {
  void runNow();
}

/** Exchanges now; resolves when the attempt is over, whatever came of it. */
export async function runNow(): Promise<void> {
  if (running !== null) {
    is_asked = true;
    return running;
  }
  running = runAlone().finally(() => {
    running = null;
    if (is_asked && failures === 0) {
      is_asked = false;
      wake();
    }
  });
  return running;
}

/** Of all tabs only one exchanges; the others see what it stored. */
async function runAlone(): Promise<void> {
  const user_id = getAccount()?.user.id;
  if (user_id === undefined) return;
  clearTimeout(timer);
  await navigator.locks.request(`tungnha-sync-${user_id}`, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await attempt();
  });
  timer = setTimeout(wake, nextIn());
}

function nextIn(): number {
  if (failures > 0) return waitAfter(failures, Math.random(), asked_ms);
  const role = getAccount()?.user.role ?? '';
  return role === 'volunteer' || role === 'leader' ? poll_ms : office_poll_ms;
}

let asked_ms: number | null = null;

async function attempt(): Promise<void> {
  const verdict = await tryExchange();
  if (verdict === null) {
    failures = 0;
    current.set({ phase: 'idle', problem: null, retry_at: null });
    return;
  }
  failures += 1;
  asked_ms = verdict.retry_after_ms;
  const retry_at = new Date(nowMs() + waitAfter(failures, 0.5, asked_ms));
  current.set({ phase: 'idle', problem: verdict.problem, retry_at });
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
    return verdict.kind === 'done' ? null : explain(verdict.reply);
  } catch {
    // The database refused: full, or taken away by the browser. What is recorded is still there.
    return { problem: 'storage_low', retry_after_ms: null };
  }
}

function explain(reply: Exclude<Reply, { kind: 'ok' }>): Failure {
  if (reply.kind === 'offline') return { problem: 'no_network', retry_after_ms: null };
  if (reply.kind === 'captive') return { problem: 'captive_portal', retry_after_ms: null };
  const { retry_after_ms } = reply;
  const problem = reply.status === 401 || reply.status === 403 ? 'sign_in_needed' : 'server_busy';
  return { problem, retry_after_ms };
}
