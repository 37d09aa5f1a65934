/** Drafts of forms: kept at every keystroke, gone when the act is recorded. */
import { getDatabase } from './database.ts';
import { open, seal, type Kept } from './vault.ts';

let writing: Promise<void> = Promise.resolve();

export async function readDraft<T>(key: string): Promise<T | null> {
  await draftsKept();
  const row = await getDatabase().drafts.get(key);
  return row === undefined ? null : open(row.value as Kept<T>);
}

/** Writes are taken in the order of the keystrokes, however long sealing takes. */
export function keepDraft(key: string, value: unknown): Promise<void> {
  return inTurn(async () => {
    const { drafts } = getDatabase();
    await drafts.put({ key, value: await seal(value) });
  });
}

export function dropDraft(key: string): Promise<void> {
  return inTurn(() => getDatabase().drafts.delete(key));
}

/** Resolves when every draft handed over so far is written, or has failed to be. */
export async function draftsKept(): Promise<void> {
  await writing.catch(() => undefined);
}

function inTurn(write: () => Promise<unknown>): Promise<void> {
  const next = draftsKept().then(async () => {
    await write();
  });
  writing = next;
  return next;
}
