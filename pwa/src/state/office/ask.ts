/** Asks the server for what only the office sees, and tells plainly how that ended. */
import { request, type Reply } from '../../api/client.ts';

/** `code` is the server's own, or `offline` / `captive` where it never answered. */
export interface Refused {
  readonly ok: false;
  readonly code: string;
  readonly reply: Reply;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | Refused;

const page_size = 500;
const pages_max = 24;

export async function ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const reply = await request(method, path, body);
  if (reply.kind === 'ok') return { ok: true, value: reply.json as T };
  return { ok: false, code: reply.kind === 'problem' ? reply.code : reply.kind, reply };
}

/** All pages of a list, or as many as a screen can hold. */
export async function askAll<T>(path: string): Promise<Answer<readonly T[]>> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages_max; page += 1) {
    const query = new URLSearchParams({ limit: String(page_size) });
    if (cursor !== null) query.set('cursor', cursor);
    const joined = `${path}${path.includes('?') ? '&' : '?'}${query.toString()}`;
    const answer = await ask<{ items: T[]; cursor: string | null }>('GET', joined);
    if (!answer.ok) return answer;
    items.push(...answer.value.items);
    cursor = answer.value.cursor;
    if (cursor === null) break;
  }
  return { ok: true, value: items };
}
