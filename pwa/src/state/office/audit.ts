/** The audit log of the caller's place, newest first, and whether its chain is whole. */
import type { AuditEntryOut, ChainOut } from '../../api/wire.ts';
import { ask, type Answer } from './ask.ts';

export type AuditEntry = AuditEntryOut;
export type Chain = ChainOut;
export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly cursor: string | null;
}

export function readAudit(place: string, cursor: string | null): Promise<Answer<AuditPage>> {
  const query = new URLSearchParams({ place, limit: '200' });
  if (cursor !== null) query.set('cursor', cursor);
  return ask('GET', `/audit?${query.toString()}`);
}

export function checkChain(place: string): Promise<Answer<Chain>> {
  return ask('GET', `/audit/chain?place=${encodeURIComponent(place)}`);
}
