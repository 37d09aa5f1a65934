/** A server for the phone's tests: keeps one device's log in memory and can lose its answers. */
import type { SyncIn, SyncOut } from '../../src/api/wire.ts';
import type { Changeset, StoredRecord } from '../../src/core/record.ts';

export const hamlet = 'hamlet:0198a7e0-0000-7000-8000-000000000001';

export class Server {
  readonly log: Changeset[] = [];
  readonly records = new Map<string, StoredRecord>();
  /** What happens to the next answers, in order. */
  readonly faults: ('lost' | 'portal' | 'refused')[] = [];
  requests = 0;
  page_records = 100;

  readonly fetch = async (address: unknown, options: unknown): Promise<Response> => {
    this.requests += 1;
    const { body } = options as { body?: Blob };
    const fault = this.faults.shift();
    if (fault === 'refused') throw new TypeError('no network');
    if (fault === 'portal') return new Response('<html>Sign in</html>', { status: 200 });
    if (!String(address).endsWith('/sync')) return this.#answer({ items: [] });
    const asked = JSON.parse(await unpack(body)) as SyncIn;
    const answer = this.sync(asked);
    if (fault === 'lost') throw new TypeError('cut');
    return this.#answer(answer);
  };

  sync(asked: SyncIn): SyncOut {
    const results = (asked.changesets as Changeset[]).map((changeset) => this.#take(changeset));
    const [place] = asked.cursors as readonly { cursor: string | null }[];
    const after = Number(place?.cursor ?? 0);
    const all = [...this.records.values()];
    const page = all.slice(after, after + this.page_records);
    const remaining = all.length - after - page.length;
    const digest = {
      count: all.length,
      sum: all.reduce((sum, record) => (sum + record.tag) % 2 ** 48, 0),
    };
    return {
      ...{ protocol: 1, clock: new Date().toISOString(), epoch: 'e', safe: 0, wipe: false },
      ...{ acked: this.log.length, results, outcomes: [], outcomes_cursor: '0' },
      ...{ gained: [], lost: [], schema: 1, app: 'test' },
      streams: [
        {
          ...{ stream: hamlet, cursor: String(after + page.length), reset: false, remaining },
          ...{ records: page, digest: remaining === 0 ? digest : null },
        },
      ],
    } as unknown as SyncOut;
  }

  #take(changeset: Changeset): unknown {
    const known = this.log[changeset.n - 1];
    if (known === undefined) {
      this.log.push(changeset);
      for (const change of changeset.changes) {
        if (change.op === 'create') this.records.set(change.id, this.#stored(change));
      }
    } else if (known.id !== changeset.id) {
      throw new Error('diverged');
    }
    return {
      ...{ n: changeset.n, id: changeset.id, status: 'applied', records: [], conflicts: [] },
      ...{ reasons: [], repeated: known !== undefined },
    };
  }

  #stored(change: { type: string; id: string; stream: string; fields: object }): StoredRecord {
    return {
      ...change,
      ...{ rev: 1, tag: this.records.size + 7, deleted: false, created_by: 'u', created_at: '' },
      ...{ updated_by: 'u', updated_at: '' },
    } as StoredRecord;
  }

  #answer(content: unknown): Response {
    return Response.json(content, { headers: { 'Tungnha-Protocol': '1' } });
  }
}

async function unpack(body: Blob | undefined): Promise<string> {
  if (body === undefined) return '';
  const bytes = new Uint8Array(await body.arrayBuffer());
  if (bytes[0] !== 0x1f) return new TextDecoder().decode(bytes);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(plain).text();
}
