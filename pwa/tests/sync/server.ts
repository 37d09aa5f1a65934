/**
 * A server for the phone's tests: it keeps device logs and streams in memory, can lose its answers,
 * refuse what is too large, and be restored from a backup. It merges nothing: last writer wins.
 */
import type { SyncIn, SyncOut } from '../../src/api/wire.ts';
import type { Change, Changeset, StoredRecord } from '../../src/core/record.ts';

export const hamlet = 'hamlet:0198a7e0-0000-7000-8000-000000000001';
export const commune = 'commune:30076';

type Fault =
  'none' | 'newer' | 'lost' | 'portal' | 'refused' | 'busy' | 'diverged' | 'not_yours' | 'expired';

interface Row {
  readonly seq: number;
  readonly record: StoredRecord;
}

interface State {
  readonly epoch: string;
  readonly logs: Map<string, Changeset[]>;
  /** The latest row of each record, in the order of their numbers. */
  readonly streams: Map<string, Map<string, Row>>;
  readonly heads: Map<string, number>;
}

const problems: Partial<Record<Fault, readonly [status: number, code: string]>> = {
  busy: [503, 'busy'],
  diverged: [409, 'device_log_diverged'],
  not_yours: [403, 'device_not_yours'],
  expired: [401, 'not_signed_in'],
};

export class Server {
  #state: State = { epoch: 'e1', logs: new Map(), streams: new Map(), heads: new Map() };
  /** What happens to the next requests for `/sync`, in order. */
  readonly faults: Fault[] = [];
  readonly asked: SyncIn[] = [];
  readonly claims: Record<string, unknown>[] = [];
  /** Ids of changesets that are too large to be taken. */
  readonly too_large = new Set<string>();
  readonly held = new Set<string>();
  recovered: StoredRecord[] = [];
  outcomes: unknown[] = [];
  gained: string[] = [];
  lost: string[] = [];
  /** What `GET /streams` says of each stream. */
  listed = { name: 'Nơi', access: 'write' };
  wipe = false;
  safe = 0;
  clock_ms = Date.parse('2026-11-26T03:00:00Z');
  page_records = 100;
  #tags = 0;

  constructor() {
    for (const stream of [hamlet, commune]) this.#state.streams.set(stream, new Map());
  }

  get epoch(): string {
    return this.#state.epoch;
  }

  get log(): Changeset[] {
    return [...this.#state.logs.values()].flat();
  }

  logOf(device: string): Changeset[] {
    const log = this.#state.logs.get(device) ?? [];
    this.#state.logs.set(device, log);
    return log;
  }

  live(stream = hamlet): StoredRecord[] {
    const records = [...this.#rows(stream).values()].map(({ record }) => record);
    return records.filter(({ deleted }) => !deleted);
  }

  backup(): State {
    return structuredClone(this.#state);
  }

  restore(state: State): void {
    this.#state = { ...structuredClone(state), epoch: `${state.epoch}+` };
  }

  readonly fetch = async (address: unknown, options: unknown): Promise<Response> => {
    const { body } = options as { body?: Blob };
    const path = String(address).replace('/api/v1', '');
    const json = JSON.parse((await unpack(body)) || 'null') as Record<string, unknown>;
    if (path !== '/sync') return this.#answerOther(path, json);
    const fault = this.faults.shift();
    const failed = fault === undefined ? null : fail(fault);
    if (failed !== null) return failed;
    const asked = json as unknown as SyncIn;
    this.asked.push(asked);
    if (this.#isTooLarge(asked)) return refuse(413, 'too_large');
    const answer = this.sync(asked);
    if (fault === 'lost') throw new TypeError('cut');
    return respond(answer);
  };

  #isTooLarge(asked: SyncIn): boolean {
    const sent = asked.changesets as readonly { id: string; void?: string }[];
    return sent.some(({ id, void: gone }) => gone === undefined && this.too_large.has(id));
  }

  #answerOther(path: string, json: Record<string, unknown>): Response {
    if (path === '/auth/refresh' && json['device']) {
      this.claims.push(json['device'] as Record<string, unknown>);
    }
    if (path === '/auth/refresh') return respond({ access_token: 'a2', refresh_token: 'r2' });
    const streams = [...this.#state.streams.keys()];
    return respond({ items: streams.map((stream) => ({ stream, ...this.listed })) });
  }

  sync(asked: SyncIn): SyncOut {
    const { device, first } = asked;
    const log = this.logOf(device);
    const results = (asked.changesets as Changeset[]).flatMap((changeset) => {
      // Beyond a gap nothing is taken, but what the device declares gone is passed.
      while (log.length < first - 1) log.push({ ...changeset, id: 'lost', changes: [] });
      return changeset.n > log.length + 1 ? [] : [this.#take(log, changeset)];
    });
    for (const record of asked.recovered) this.recovered.push(record);
    return {
      ...{ protocol: 1, clock: new Date(this.clock_ms).toISOString(), epoch: this.epoch },
      ...{ safe: this.safe, wipe: this.wipe, schema: 1, app: 'test', outcomes_cursor: '0' },
      ...{ acked: log.length, results, outcomes: this.outcomes },
      ...{ gained: this.gained, lost: this.lost },
      streams: this.wipe ? [] : this.#pages(asked),
    } as unknown as SyncOut;
  }

  /** As if somebody had brought it in an outbox file. */
  deliver(changeset: Changeset, device = [...this.#state.logs.keys()][0] ?? ''): void {
    this.#take(this.logOf(device), changeset);
  }

  #pages(asked: SyncIn): unknown[] {
    let limit = Math.min(this.page_records, asked.limit ?? this.page_records);
    return asked.cursors
      .filter(({ stream }) => this.#state.streams.has(stream) && !this.lost.includes(stream))

      .map(({ stream, cursor = null }) => {
        const [epoch, seq] = (cursor ?? `${this.epoch}:0`).split(':');
        const reset = epoch !== this.epoch;
        const page = this.#page(stream, reset ? 0 : Number(seq), limit);
        limit -= page.records.length;
        return { ...page, reset };
      });
  }

  #page(stream: string, after: number, limit: number): { records: StoredRecord[] } {
    const rows = [...this.#rows(stream).values()];
    const rest = rows.filter(({ seq }) => seq > after);
    const taken = rest.slice(0, limit);
    const remaining = rest.length - taken.length;
    const seq = remaining === 0 ? (rows.at(-1)?.seq ?? 0) : (taken.at(-1)?.seq ?? after);
    const live = this.live(stream);
    const sum = live.reduce((all, { tag }) => (all + tag) % 2 ** 48, 0);
    return {
      ...{ stream, cursor: `${this.epoch}:${String(seq)}`, remaining },
      records: taken.map(({ record }) => record),
      ...(remaining === 0 ? { digest: { count: live.length, sum } } : {}),
    } as unknown as { records: StoredRecord[] };
  }

  #rows(stream: string): Map<string, Row> {
    const rows = this.#state.streams.get(stream) ?? new Map<string, Row>();
    this.#state.streams.set(stream, rows);
    return rows;
  }

  #take(log: Changeset[], changeset: Changeset & { void?: string }): unknown {
    const known = log[changeset.n - 1];
    // Of one user an id counts once, whichever of their devices sends it.
    const is_repeat = this.log.some(({ id }) => id === changeset.id);
    if (known === undefined) log.push(changeset);
    const is_new = (known === undefined || known.id === 'lost') && !is_repeat;
    const status = this.#statusOf(changeset);
    if (is_new && status === 'applied') {
      for (const change of changeset.changes) this.apply(change as Change);
    }
    return {
      ...{ n: changeset.n, id: changeset.id, status, records: [], conflicts: [], reasons: [] },
      ...(is_new ? {} : { repeated: true }),
    };
  }

  #statusOf({ id, void: gone }: Changeset & { void?: string }): string {
    if (gone !== undefined) return 'void';
    return this.held.has(id) ? 'held' : 'applied';
  }

  /** As if somebody had made this change; `record` is what the stream then carries. */
  apply(change: Change): StoredRecord {
    const known = this.#rows(change.stream).get(change.id)?.record;
    const before = known?.deleted === true ? undefined : known;
    this.#tags += 1;
    const record: StoredRecord = {
      ...{ type: change.type, id: change.id, stream: change.stream },
      ...{ rev: (before?.rev ?? 0) + 1, tag: this.#tags * 1_000_003 },
      deleted: change.op === 'delete',
      fields: { ...before?.fields, ...('fields' in change ? change.fields : {}) },
      ...{ created_by: 'u', created_at: '', updated_by: 'u', updated_at: '' },
    };
    this.put(record);
    return record;
  }

  put(record: StoredRecord): void {
    const rows = this.#rows(record.stream);
    const seq = (this.#state.heads.get(record.stream) ?? 0) + 1;
    this.#state.heads.set(record.stream, seq);
    rows.delete(record.id);
    rows.set(record.id, { seq, record });
  }

  dropStream(stream: string): void {
    this.#state.streams.delete(stream);
    this.#state.heads.delete(stream);
  }
}

function fail(fault: Fault): Response | null {
  if (fault === 'refused') throw new TypeError('no network');
  if (fault === 'newer') {
    return Response.json({ acked: 9 }, { headers: { 'Tungnha-Protocol': '2' } });
  }
  if (fault === 'portal') return new Response('<html>Sign in</html>', { status: 200 });
  const problem = problems[fault];
  return problem === undefined ? null : refuse(...problem);
}

function respond(content: unknown): Response {
  return Response.json(content, { headers: { 'Tungnha-Protocol': '1' } });
}

function refuse(status: number, code: string): Response {
  const headers = { 'Tungnha-Protocol': '1', 'Retry-After': '30' };
  return Response.json({ code }, { status, headers });
}

async function unpack(body: Blob | undefined): Promise<string> {
  if (body === undefined) return '';
  const bytes = new Uint8Array(await body.arrayBuffer());
  if (bytes[0] !== 0x1f) return new TextDecoder().decode(bytes);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(plain).text();
}
