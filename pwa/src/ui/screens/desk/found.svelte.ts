/** What was last searched at the desk, so that coming back finds the list as it was left. */
export const lastFound = $state({ text: '' });
