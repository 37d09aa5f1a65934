/** What was typed into a house's form and not saved yet, kept for Back. */
import type { HouseholdForm } from './household-form.ts';

const drafts = new Map<string, HouseholdForm>();

export function findFormDraft(key: string): HouseholdForm | null {
  return drafts.get(key) ?? null;
}

export function keepFormDraft(key: string, form: HouseholdForm): void {
  drafts.set(key, form);
}

export function dropFormDraft(key: string): void {
  drafts.delete(key);
}
