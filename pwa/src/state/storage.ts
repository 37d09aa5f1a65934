/** Room on the phone: how much is used, whether the browser keeps it, and when it gets tight. */
import { readable } from 'svelte/store';

import { databaseTrouble, type DatabaseTrouble } from '../store/database.ts';
import type { Live } from './live.ts';

export interface Room {
  readonly used_bytes: number;
  readonly free_bytes: number;
  readonly level: 'plenty' | 'low' | 'full';
}

const low_bytes = 100 * 1024 * 1024;
const full_bytes = 10 * 1024 * 1024;
const check_ms = 5 * 60_000;

/** null where the browser does not tell. */
export const room: Live<Room | null> = readable<Room | null>(null, (set) => {
  const check = () => void measure().then(set);
  check();
  const timer = setInterval(check, check_ms);
  return () => {
    clearInterval(timer);
  };
});

/** A newer or an older version of the app is open in another tab. */
export const tabTrouble: Live<DatabaseTrouble> = databaseTrouble;

export async function measure(): Promise<Room | null> {
  // Absent outside secure contexts, whatever the types say.
  const storage = navigator.storage as StorageManager | undefined;
  const { usage, quota } = (await storage?.estimate()) ?? {};
  if (usage === undefined || quota === undefined) return null;
  return roomOf(usage, quota);
}

export function roomOf(used_bytes: number, quota_bytes: number): Room {
  const free_bytes = Math.max(0, quota_bytes - used_bytes);
  const level = free_bytes < full_bytes ? 'full' : free_bytes < low_bytes ? 'low' : 'plenty';
  return { used_bytes, free_bytes, level };
}
