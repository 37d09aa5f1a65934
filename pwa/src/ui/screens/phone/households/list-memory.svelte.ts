/** What was searched and filtered, so that coming back finds the list as it was left. */
import type { HouseholdQuery } from '../../../../state/households.ts';

export const listMemory = $state<{ text: string; filter: HouseholdQuery['filter'] }>({
  text: '',
  filter: 'all',
});
