/** Takes pictures in parts beside the server of the phone's tests, which has the records. */
import type { Server } from './server.ts';

type Trouble = 'cut' | 'lost' | 'hash' | 'shape' | 'too_many';

export class PhotoServer {
  readonly pictures = new Map<string, Uint8Array>();
  readonly begun = new Map<string, number[]>();
  /** What happens to the next parts, in order. */
  readonly troubles: Trouble[] = [];
  /** Sizes of the parts that came. */
  readonly parts: number[] = [];
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  readonly fetch = async (address: unknown, options: unknown): Promise<Response> => {
    const found = /\/photos\/([^/]+)(\/upload)?$/u.exec(String(address));
    if (found?.[1] === undefined) return this.#server.fetch(address, options);
    const { method, body, headers } = options as { method: string; body?: Blob; headers: Headers };
    const record = this.#server.live().find(({ id }) => id === found[1]);
    if (record === undefined) return problem(404, 'not_found');
    if (method === 'PATCH') {
      return this.#take(record.id, Number(record.fields['bytes']), body ?? new Blob(), headers);
    }
    if (found[2] !== undefined) return this.#tell(record.id, Number(record.fields['bytes']));
    const picture = this.pictures.get(record.id);
    if (picture === undefined) return problem(404, 'photo_on_its_way');
    const headers_out = { 'Content-Disposition': 'attachment', 'Tungnha-Protocol': '1' };
    return new Response(new Uint8Array(picture), { headers: headers_out });
  };

  async #take(id: string, bytes: number, body: Blob, headers: Headers): Promise<Response> {
    const trouble = this.troubles.shift();
    if (trouble === 'cut') throw new TypeError('cut');
    if (trouble === 'too_many') return problem(429, 'too_many_photos');
    if (this.pictures.has(id)) return this.#tell(id, bytes);
    const offset = this.#offsetOf(id);
    if (Number(headers.get('Upload-Offset')) !== offset) {
      return problem(409, 'wrong_offset', { offset });
    }
    await this.#add(id, bytes, body);
    if (trouble === 'lost') throw new TypeError('the answer was lost');
    if (trouble === undefined) return this.#tell(id, bytes);
    this.begun.delete(id);
    return problem(422, 'unfit_photo', { why: trouble });
  }

  async #add(id: string, bytes: number, body: Blob): Promise<void> {
    const part = new Uint8Array(await body.arrayBuffer());
    this.parts.push(part.length);
    const whole = [...(this.begun.get(id) ?? []), ...part];
    this.begun.set(id, whole);
    if (whole.length === bytes) this.pictures.set(id, new Uint8Array(whole));
  }

  #offsetOf(id: string): number {
    return this.begun.get(id)?.length ?? 0;
  }

  #tell(id: string, bytes: number): Response {
    const has_arrived = this.pictures.has(id);
    const offset = has_arrived ? bytes : this.#offsetOf(id);
    return respond(200, { offset, bytes, has_arrived });
  }
}

function respond(status: number, content: unknown): Response {
  return Response.json(content, { status, headers: { 'Tungnha-Protocol': '1' } });
}

function problem(status: number, code: string, more: object = {}): Response {
  return respond(status, { code, ...more });
}
