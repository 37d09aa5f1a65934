/**
 * The only place that speaks to the server. An answer without the protocol's mark is no answer:
 * a captive portal says 200 too.
 */

export type Reply =
  /** Of a file `json` is its Blob. */
  | { readonly kind: 'ok'; readonly status: number; readonly json: unknown }
  | {
      readonly kind: 'problem';
      readonly status: number;
      readonly code: string;
      readonly json: unknown;
      readonly retry_after_ms: number | null;
    }
  | { readonly kind: 'offline' }
  | { readonly kind: 'captive' };

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

const api = '/api/v1';
const timeout_ms = 30_000;
const gzip_from_chars = 2_048;

/** Where tokens are kept, so that all tabs of one user go on with the same ones. */
export interface TokenShelf {
  readonly keep: (next: Tokens) => Promise<void>;
  /** As any tab kept them last; null where nobody is signed in any more. */
  readonly read: () => Promise<Tokens | null>;
}

let tokens: Tokens | null = null;
let shelf: TokenShelf | null = null;
let refreshing: Promise<Reply> | null = null;

/** What requests are signed with, and where rotated tokens are kept before they are used. */
export function useTokens(next: Tokens | null, kept: TokenShelf | null): void {
  tokens = next;
  shelf = kept;
}

/** One request, signed; refreshes the sign-in once where it has expired. Never throws. */
export async function request(method: string, path: string, body?: unknown): Promise<Reply> {
  const used = tokens;
  const first = await send(method, path, body, used?.access);
  if (first.kind !== 'problem' || first.status !== 401 || used === null) return first;
  const refreshed = await refresh(used);
  if (refreshed.kind !== 'ok') return refreshed;
  return send(method, path, body, tokens?.access);
}

/** One request without a sign-in. */
export function requestPlain(method: string, path: string, body?: unknown): Promise<Reply> {
  return send(method, path, body, undefined);
}

/** New tokens, bound to the device as it now describes itself. */
export async function refreshAs(device: unknown): Promise<Reply> {
  return alone(() => rotate(device));
}

const signed_out: Reply = {
  ...{ kind: 'problem', status: 401, code: 'not_signed_in', json: null, retry_after_ms: null },
};

function refresh(used: Tokens): Promise<Reply> {
  refreshing ??= alone(() => refreshOnce(used)).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** Of all tabs one refreshes at a time: a refresh token presented twice looks like a stolen one. */
async function alone(run: () => Promise<Reply>): Promise<Reply> {
  // Absent outside browsers and secure contexts, whatever the types say.
  const locks = (globalThis.navigator as { readonly locks?: LockManager } | undefined)?.locks;
  return locks === undefined ? run() : locks.request('tungnha-refresh', run);
}

async function refreshOnce(used: Tokens): Promise<Reply> {
  const kept = await readShelf();
  if (kept === null) return signed_out;
  if (kept.access === used.access) return rotate();
  // Another tab was faster.
  tokens = kept;
  return { kind: 'ok', status: 200, json: null };
}

async function rotate(device?: unknown): Promise<Reply> {
  const kept = await readShelf();
  if (kept === null) return signed_out;
  const body = { refresh_token: kept.refresh, ...(device === undefined ? {} : { device }) };
  const reply = await send('POST', '/auth/refresh', body, undefined);
  if (reply.kind === 'ok') {
    const out = reply.json as { access_token: string; refresh_token: string };
    tokens = { access: out.access_token, refresh: out.refresh_token };
    await shelf?.keep(tokens);
  }
  return reply;
}

async function readShelf(): Promise<Tokens | null> {
  return shelf === null ? tokens : shelf.read();
}

async function send(
  method: string,
  path: string,
  body: unknown,
  access: string | undefined,
): Promise<Reply> {
  const headers = new Headers();
  if (access !== undefined) headers.set('Authorization', `Bearer ${access}`);
  const packed = body === undefined ? null : await pack(body, headers);
  const signal = AbortSignal.timeout(timeout_ms);
  try {
    const options = { method, headers, signal, cache: 'no-store' as const };
    const response = await fetch(
      api + path,
      packed === null ? options : { ...options, body: packed },
    );
    return await read(response);
  } catch {
    return { kind: 'offline' };
  }
}

async function pack(body: unknown, headers: Headers): Promise<Blob> {
  if (body instanceof Blob) {
    headers.set('Content-Type', 'application/octet-stream');
    return body;
  }
  const text = JSON.stringify(body);
  headers.set('Content-Type', 'application/json');
  const plain = new Blob([text]);
  if (text.length < gzip_from_chars || !('CompressionStream' in globalThis)) return plain;
  headers.set('Content-Encoding', 'gzip');
  return new Response(plain.stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

async function read(response: Response): Promise<Reply> {
  if (response.headers.get('Tungnha-Protocol') !== '1') {
    // A gateway without the server behind it is no network; a page that says 200 is a portal.
    return { kind: response.status >= 500 ? 'offline' : 'captive' };
  }
  const { ok, status, headers } = response;
  if (status === 204) return { kind: 'ok', status, json: null };
  if (ok && headers.has('Content-Disposition')) {
    return { kind: 'ok', status, json: await response.blob() };
  }
  if (!isJson(headers)) return { kind: 'captive' };
  const json: unknown = await response.json();
  return ok ? { kind: 'ok', status, json } : problem(response, json);
}

function isJson(headers: Headers): boolean {
  return /^application\/(?:problem\+)?json/u.test(headers.get('Content-Type') ?? '');
}

function problem(response: Response, json: unknown): Reply {
  const code = (json as { code?: unknown }).code;
  return {
    kind: 'problem',
    status: response.status,
    code: typeof code === 'string' ? code : '',
    json,
    retry_after_ms: retryAfter(response),
  };
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}
