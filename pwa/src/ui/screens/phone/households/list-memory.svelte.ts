/** What was searched and filtered, so that coming back finds the list as it was left. */
import type { HouseholdQuery } from '../../../../state/households.ts';

interface ListMemory {
  text: string;
  filter: HouseholdQuery['filter'];
  cluster: string;
  sells: 'shop' | 'producing' | null;
}

export const listMemory = $state<ListMemory>({ text: '', filter: 'all', cluster: '', sells: null });
