/**
 * What was typed into a form and not saved yet. Kept on the phone at every keystroke, so that
 * neither Back nor a killed browser loses it; the form itself drops it once the act is recorded.
 */
import type { Seen } from './households.ts';
import { dropDraft, keepDraft, readDraft } from '../store/drafts.ts';

export interface FormDraft<T> {
  readonly form: T;
  readonly saved_at: Date;
  /** What the person saw of the record when they began; for a correction. */
  readonly seen?: Seen | null;
}

/** For an act that removes the draft as it is recorded. */
export function formDraftKey(name: string): string {
  return `form:${name}`;
}

export function findFormDraft<T>(name: string): Promise<FormDraft<T> | null> {
  return readDraft<FormDraft<T>>(formDraftKey(name));
}

export async function keepFormDraft<T>(
  name: string,
  form: T,
  seen: Seen | null = null,
): Promise<Date> {
  const saved_at = new Date();
  await keepDraft(formDraftKey(name), { form, saved_at, seen } satisfies FormDraft<T>);
  return saved_at;
}

export function dropFormDraft(name: string): Promise<void> {
  return dropDraft(formDraftKey(name));
}
