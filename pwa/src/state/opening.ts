/** Opens what a person has on this phone and lets it go on: memory, tokens, the scheduler. */
import { useTokens, type Tokens } from '../api/client.ts';
import { keepTokens, openAccount, readTokens } from '../store/users.ts';
import { resetPace, startScheduler, wake } from '../sync/wake.ts';

const shelf = { keep: keepTokens, read: readTokens };
let is_scheduled = false;

/** The keys of what is sealed must be at hand. */
export async function openPerson(user_id: string): Promise<void> {
  goOn(await openAccount(user_id));
}

/** With what requests are signed; null where a sign-in is needed first. */
export function goOn(tokens: Tokens | null): void {
  useTokens(tokens, shelf);
  resetPace();
  if (is_scheduled) wake('network');
  else startScheduler();
  is_scheduled = true;
}
