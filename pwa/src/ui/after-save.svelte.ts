/**
 * What was just saved, so that the next screen can say so and offer to take it back. Only words on
 * the screen: the record itself is in the outbox already.
 */
import { untrack } from 'svelte';

import type { VisitDraft } from '../state/visits.ts';

interface JustSaved {
  readonly k: number | null;
  readonly at: Date;
  /** The visit as it was typed, put back when the person undoes. */
  readonly draft: VisitDraft | null;
  /** What is said of it; without it: that it is saved on this phone. */
  readonly words?: string;
}

let saved = $state.raw<JustSaved | null>(null);
let shownAt: string | null = null;

export function justSaved(): JustSaved | null {
  return saved;
}

export function announceSaved(what: JustSaved): void {
  saved = what;
  shownAt = null;
}

const paint_max_ms = 100;

/** Once what was announced has been painted: the next screen may take its time. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    // A page that nobody sees is not painted.
    setTimeout(resolve, paint_max_ms);
  });
}

export function forgetSaved(): void {
  saved = null;
}

/** Called at every change of screen: the line stands on the first one and goes with it. */
export function settleSaved(address: string): void {
  // Follows the screen alone: what was just saved is not yet shown where it was saved.
  if (untrack(() => saved) === null) return;
  if (shownAt === null) shownAt = address;
  else if (shownAt !== address) saved = null;
}
