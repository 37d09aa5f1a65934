/** How far the phone is with getting ready: what each stream lacks, and whether it will stay. */
import { derived, writable } from 'svelte/store';

import { account } from '../store/account.ts';
import { streamProgress, type StreamProgress } from '../store/progress.ts';
import type { Live } from './live.ts';

export interface StreamReadiness {
  readonly stream: string;
  readonly name: string;
  readonly level: 'province' | 'commune' | 'hamlet';
  readonly received: number;
  readonly remaining: number | null;
  readonly done: boolean;
}
export interface Readiness {
  readonly streams: readonly StreamReadiness[];
  /** The first page of every hamlet (or of the commune) is here: work can begin. */
  readonly is_usable: boolean;
  readonly is_complete: boolean;
  readonly storage_persisted: boolean;
  readonly installed: boolean;
}

const levels = ['province', 'commune', 'hamlet'] as const;
const persisted = writable(false, (set) => {
  // Absent outside secure contexts, whatever the types say.
  const storage = navigator.storage as StorageManager | undefined;
  void storage?.persisted().then(set);
});

export const readiness: Live<Readiness> = derived(
  [streamProgress, persisted, account],
  ([progress, storage_persisted, known]) => {
    const streams = progress.map(view).sort((a, b) => rank(a) - rank(b));
    const is_phone = known?.user.role === 'volunteer' || known?.user.role === 'leader';
    const needed = streams.filter(({ level }) => level === (is_phone ? 'hamlet' : 'commune'));
    const asked = needed.length > 0 ? needed : streams;
    return {
      streams,
      is_usable: asked.length > 0 && asked.every((each) => each.received > 0 || each.done),
      is_complete: streams.length > 0 && streams.every((each) => each.done),
      storage_persisted,
      installed: globalThis.matchMedia('(display-mode: standalone)').matches,
    };
  },
);

function rank({ level }: StreamReadiness): number {
  return levels.indexOf(level);
}

function view({ stream, name, received, remaining, complete }: StreamProgress): StreamReadiness {
  const level = levels.find((each) => stream.startsWith(each)) ?? 'hamlet';
  return { stream, name, level, received, remaining, done: complete };
}

export async function askForPersistence(): Promise<boolean> {
  const storage = navigator.storage as StorageManager | undefined;
  const given = (await storage?.persist()) ?? false;
  persisted.set(given);
  return given;
}
