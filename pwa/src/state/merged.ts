/** Households that became part of another: what was recorded at them is read as the other's. */
import type { Difference } from '../store/book.ts';

const hops_max = 16;
const into = new Map<string, string>();
const parts = new Map<string, Set<string>>();

/** Takes a change of a household in; gives the households that now read otherwise. */
export function noteMerge({ id, after }: Difference): readonly string[] {
  const target = after?.fields['merged_into'];
  const next = typeof target === 'string' && target !== id ? target : undefined;
  const before = into.get(id);
  if (before === next) return [];
  const stayed = stayedId(id);
  if (before !== undefined) parts.get(before)?.delete(id);
  into.delete(id);
  if (next !== undefined) join(id, next);
  return [stayed, stayedId(id)];
}

function join(id: string, stays: string): void {
  into.set(id, stays);
  parts.set(stays, (parts.get(stays) ?? new Set<string>()).add(id));
}

/** The household that a merged-away one became part of in the end; itself for all others. */
export function stayedId(id: string): string {
  let stayed = id;
  for (let hop = 0; hop < hops_max; hop += 1) {
    const next = into.get(stayed);
    if (next === undefined) break;
    stayed = next;
  }
  return stayed;
}

/** A household and all that became part of it. */
export function partsOf(id: string): readonly string[] {
  if (!parts.has(id)) return [id];
  const found = new Set([id]);
  for (const each of found) for (const part of parts.get(each) ?? []) found.add(part);
  return [...found];
}

export function forgetMerges(): void {
  into.clear();
  parts.clear();
}
