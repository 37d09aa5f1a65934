/** Acts of the office: deciding, undoing, releasing, discarding; and what came of each. */
import { request } from '../api/client.ts';
import type { Reason } from '../core/record.ts';
import { runNow } from '../sync/wake.ts';

export interface Choice {
  readonly choice: 'current' | 'incoming' | 'value';
  readonly side?: number;
  readonly value?: unknown;
  readonly reason?: string;
  readonly rev: number;
}
export type ActResult =
  'ok' | 'already_resolved' | 'stale' | 'offline' | 'not_allowed' | 'still_held' | 'server';
export interface Done {
  readonly result: ActResult;
  /** Why it is still held. */
  readonly reasons: readonly Reason[];
}

const problems: Readonly<Record<string, ActResult | undefined>> = {
  already_resolved: 'already_resolved',
  not_resolved: 'already_resolved',
  already_closed: 'already_resolved',
  stale: 'stale',
  still_held: 'still_held',
  not_allowed: 'not_allowed',
  not_found: 'not_allowed',
};

export function resolveConflict(id: string, choice: Choice): Promise<Done> {
  return act(`/conflicts/${id}/resolve`, choice);
}

export function undoConflict(id: string): Promise<Done> {
  return act(`/conflicts/${id}/undo`, undefined);
}

async function act(path: string, body: unknown): Promise<Done> {
  const reply = await request('POST', path, body);
  if (reply.kind === 'ok') {
    // The stream brings the decision; until then it must not look open.
    await runNow();
    return { result: 'ok', reasons: [] };
  }
  if (reply.kind !== 'problem') return { result: 'offline', reasons: [] };
  if (reply.status === 409) await runNow();
  const { reasons = [] } = (reply.json ?? {}) as { reasons?: readonly Reason[] };
  return { result: problems[reply.code] ?? 'server', reasons };
}
