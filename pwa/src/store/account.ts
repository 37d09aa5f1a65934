/** Who uses this phone now, as the database knows; null before the first sign-in. */
import { readonly, writable } from 'svelte/store';

import type { UserOut } from '../api/wire.ts';

export interface KnownStream {
  readonly stream: string;
  readonly name: string;
  readonly access: 'read' | 'write';
}

export interface Account {
  readonly user: UserOut;
  readonly streams: readonly KnownStream[];
  readonly device_id: string;
  /** This phone was reported lost: what the server has is not on it any more. */
  readonly is_wiped?: boolean;
}

const current = writable<Account | null>(null);
let now: Account | null = null;

export const account = readonly(current);

export function getAccount(): Account | null {
  return now;
}

/** Volunteers and leaders carry a phone; desk and office sit at a computer. */
export function isOnPhone(): boolean {
  return now?.user.role === 'volunteer' || now?.user.role === 'leader';
}

export function setAccount(next: Account | null): void {
  now = next;
  current.set(next);
}
