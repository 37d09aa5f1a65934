/** One request while the office works on it: what was found, what is ticked, what came of it. */
import { t } from '../../../../i18n/requests.ts';
import type { Answer } from '../../../../state/office/ask.ts';
import {
  correctRecord,
  eraseFor,
  findData,
  getRequest,
  noteAct,
  withdrawConsent,
  type FoundRecord,
  type RefusalReason,
  type SubjectRequest,
} from '../../../../state/office/requests.ts';
import type { Told } from '../../../../state/office_acts.ts';
import type { FormValues } from '../admin/form.ts';
import { problemWords } from '../admin/problems.ts';

/** What has to be done before a request is done; the server asks for it too. */
const FULFILLED_BY = {
  ...{ see: 'copied', correct: 'corrected', erase: 'erased', withdraw: 'withdrawn' },
} as const;

export class Requesting {
  request = $state.raw<SubjectRequest | null>(null);
  /** null until the office has looked. */
  found = $state.raw<readonly FoundRecord[] | null>(null);
  hasMore = $state(false);
  ticked = $state.raw<readonly string[]>([]);
  said = $state('');
  problem = $state('');
  busy = $state(false);

  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  /** Those that name the person by themselves. */
  get direct(): readonly FoundRecord[] {
    return (this.found ?? []).filter(({ because }) => because !== 'related');
  }

  get chosen(): readonly FoundRecord[] {
    return this.direct.filter(({ id }) => this.ticked.includes(id));
  }

  /** What belongs to a record, at any remove. */
  relatedTo(record: FoundRecord): readonly FoundRecord[] {
    const related: FoundRecord[] = [];
    let latest: readonly FoundRecord[] = [record];
    while (latest.length > 0) {
      const ids = latest.map(({ id }) => id);
      latest = (this.found ?? []).filter(({ about }) => ids.includes(about ?? ''));
      related.push(...latest);
    }
    return related;
  }

  async load(): Promise<void> {
    this.#take(await getRequest(this.#id));
  }

  async find(): Promise<void> {
    this.busy = true;
    const answer = await findData(this.#id);
    this.busy = false;
    this.problem = answer.ok ? '' : problemWords(answer);
    if (!answer.ok) return;
    this.found = answer.value.items;
    this.hasMore = answer.value.has_more;
    const sure = this.direct.filter(({ because }) => because !== 'name');
    this.ticked = sure.map(({ id }) => id);
  }

  tick(id: string, isTicked: boolean): void {
    const others = this.ticked.filter((each) => each !== id);
    this.ticked = isTicked ? [...others, id] : others;
  }

  async act(act: string, why?: RefusalReason): Promise<boolean> {
    this.said = '';
    if (act === 'done' && !this.#isFulfilled()) {
      this.problem = t('req.done_first');
      return false;
    }
    return this.#take(await noteAct(this.#id, act, why === undefined ? {} : { why }));
  }

  async correct(record: FoundRecord, values: FormValues): Promise<boolean> {
    return this.#record(
      record,
      'corrected',
      t('req.said_corrected'),
      correctRecord(record, values),
    );
  }

  async withdraw(record: FoundRecord): Promise<boolean> {
    return this.#record(record, 'withdrawn', t('req.said_withdrawn'), withdrawConsent(record));
  }

  async erase(): Promise<boolean> {
    this.busy = true;
    const answer = await eraseFor(this.#id, this.chosen);
    this.busy = false;
    this.problem = answer.ok ? '' : problemWords(answer);
    if (!answer.ok) return false;
    const { request, records, counted } = answer.value;
    this.request = request;
    this.found = null;
    this.said = t('req.said_erased', { n: records, counted });
    return true;
  }

  async #record(
    record: FoundRecord,
    act: string,
    words: string,
    recorded: Promise<Told | null>,
  ): Promise<boolean> {
    this.busy = true;
    const told = await recorded;
    this.busy = false;
    this.problem = '';
    this.said = told === null ? t('req.said_same') : '';
    if (told === null) return false;
    if (told.result !== 'ok') {
      this.problem = t('req.said_held');
      return false;
    }
    if (!this.#take(await noteAct(this.#id, act, { record_id: record.id }))) return false;
    await this.find();
    this.said = words;
    return true;
  }

  #isFulfilled(): boolean {
    const { kind, acts } = this.request ?? { kind: 'see', acts: [] };
    return acts.some(({ act }) => act === FULFILLED_BY[kind]);
  }

  #take(answer: Answer<SubjectRequest>): boolean {
    this.problem = answer.ok ? '' : problemWords(answer);
    if (answer.ok) this.request = answer.value;
    return answer.ok;
  }
}
