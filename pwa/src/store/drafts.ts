/** Drafts of forms: kept at every keystroke, gone when the act is recorded. */
import { getDatabase } from './database.ts';

export async function readDraft<T>(key: string): Promise<T | null> {
  const row = await getDatabase().drafts.get(key);
  return row === undefined ? null : (row.value as T);
}

export async function keepDraft(key: string, value: unknown): Promise<void> {
  await getDatabase().drafts.put({ key, value });
}

export async function dropDraft(key: string): Promise<void> {
  await getDatabase().drafts.delete(key);
}
