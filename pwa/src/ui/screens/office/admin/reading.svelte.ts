/**
 * A list that the server alone has: what hindered the last reading of it, and another one as soon
 * as the server is reached again.
 */
import { fromStore } from 'svelte/store';
import { untrack } from 'svelte';

import type { Answer } from '../../../../state/office/ask.ts';
import { status } from '../../../../state/status.ts';
import { isCut, listWords } from './problems.ts';

export class Reading {
  problem = $state('');
  private wasCut = false;

  /** To be made while a component is. */
  constructor(load: () => Promise<void>) {
    const told = fromStore(status);
    const isReached = $derived(told.current.problem === null);
    const again = (): void => {
      // The network and the server's first answer both tell of it; it is read anew once.
      if (!this.wasCut) return;
      this.wasCut = false;
      void untrack(load);
    };
    $effect(() => {
      if (isReached) again();
    });
    $effect(() => {
      addEventListener('online', again);
      return () => {
        removeEventListener('online', again);
      };
    });
  }

  note(answer: Answer<unknown>): void {
    this.problem = answer.ok ? '' : listWords(answer);
    this.wasCut = !answer.ok && isCut(answer);
  }
}
