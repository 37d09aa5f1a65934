/** A bad network around the real fetch: it loses, cuts and replaces answers, by a seed. */

export class Network {
  #state: number;
  is_bad = true;
  faults = 0;

  constructor(
    private readonly origin: string,
    seed: number,
  ) {
    this.#state = seed;
  }

  /** From 0 to below 1; the same numbers for the same seed. */
  chance(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  readonly fetch = async (path: string, options: RequestInit): Promise<Response> => {
    const fault = this.is_bad ? Math.floor(this.chance() * 10) : 9;
    if (fault < 5) this.faults += 1;
    if (fault === 0) throw new TypeError('the request is lost');
    if (fault === 1) return new Response('<html>Wi-Fi</html>', { status: 200 });
    const response = await fetch_really(this.origin + path, options);
    const body = await response.arrayBuffer();
    if (fault === 2) throw new TypeError('the answer is lost');
    if (fault === 3) return copy(response, body.slice(0, Math.floor(body.byteLength / 2)));
    if (fault === 4) await fetch_really(this.origin + path, options);
    return copy(response, body);
  };
}

const fetch_really = globalThis.fetch;

function copy(response: Response, body: ArrayBuffer): Response {
  const headers = new Headers(response.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(body, { status: response.status, headers });
}
