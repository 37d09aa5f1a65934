/**
 * The catalogue as its keepers see and change it: the province's topics, indicators, procedures,
 * lessons, consent texts and partners, a commune's targets. Each change is an act of this device's
 * log like any other, so that it works offline and reaches the phones by their next sync.
 */
import { createChange, deleteChange, updateChange } from '../../core/changes.ts';
import type { Fields, StoredRecord } from '../../core/record.ts';
import { getAccount } from '../../store/account.ts';
import { newId, record } from '../../store/acts.ts';
import * as book from '../../store/book.ts';
import { text } from '../house_rows.ts';
import type { RowState } from '../households.ts';
import { fromBook, type Live } from '../live.ts';

const province_kinds = [
  'topic',
  'indicator',
  'procedure',
  'learning_item',
  'consent_text',
  'partner',
] as const;
export type Kind = (typeof province_kinds)[number] | 'target';

export interface Item {
  readonly id: string;
  readonly fields: Fields;
  readonly state: RowState;
  /** As it was seen: what an edit is made on. */
  readonly seen: StoredRecord;
}
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What this person keeps. */
export function kindsKept(): readonly Kind[] {
  return getAccount()?.user.role === 'province_admin' ? province_kinds : ['target'];
}

function streamKept(): string {
  const { role, units = [] } = getAccount()?.user ?? {};
  return `${role === 'province_admin' ? 'province' : 'commune'}:${units[0] ?? ''}`;
}

/** Also those that are switched off. */
export function itemsOf(kind: Kind): Live<readonly Item[]> {
  return fromBook(() => {
    const kept = [...book.live(kind).values()].filter(({ stream }) => stream === streamKept());
    return kept.map(viewItem);
  }, [kind, 'log']);
}

function viewItem(seen: StoredRecord): Item {
  return { id: seen.id, fields: seen.fields, state: book.stateOf(seen.id), seen };
}

/** Whether another one of this kind has the value already. */
export function isTaken(kind: Kind, field: string, value: string, own_id: string | null): boolean {
  const others = [...book.live(kind).values()].filter(({ id }) => id !== own_id);
  return others.some(({ fields }) => text(fields[field]) === value);
}

/** The id of what was kept. Throws where the device cannot keep it: then nothing was changed. */
export async function saveItem(kind: Kind, seen: StoredRecord | null, to: Fields): Promise<string> {
  const id = seen?.id ?? newId();
  const change =
    seen === null
      ? createChange(kind, id, streamKept(), to)
      : updateChange(seen, book.received(id), to);
  if (change !== null) await record([change]);
  return id;
}

export async function removeItem(seen: StoredRecord): Promise<void> {
  await record([deleteChange(seen, book.received(seen.id))]);
}

/** The indicators with the codes of their parts that topics name, by code. */
export const indicatorCodes: Live<readonly Named[]> = fromBook(() => {
  const labels = new Map(
    [...book.live('indicator').values()].map(({ fields }) => [
      text(fields['code']),
      text(fields['label_vi']),
    ]),
  );
  const used = [...book.live('topic').values()].map(({ fields }) => text(fields['indicator']));
  const codes = [...new Set([...labels.keys(), ...used])].filter(Boolean).sort(byNumber);
  return codes.map((code) => ({ id: code, name: labels.get(code) ?? '' }));
}, ['indicator', 'topic']);

export const topicCodes: Live<readonly Named[]> = fromBook(
  () =>
    [...book.live('topic').values()].map(({ fields }) => ({
      ...{ id: text(fields['code']), name: text(fields['label_vi']) },
    })),
  ['topic'],
);

/** The commune itself and its hamlets in force. */
export const targetUnits: Live<readonly Named[]> = fromBook(() => {
  const own = getAccount()?.streams.find(({ stream }) => stream === streamKept());
  const hamlets = [...book.live('unit').values()]
    .filter(({ fields }) => fields['level'] === 'hamlet' && !fields['valid_to'])
    .map(({ id, fields }) => ({ id, name: text(fields['name']) }))
    .sort((a, b) => byNumber(a.name, b.name));
  const commune = own === undefined ? [] : [{ id: streamKept().split(':')[1] ?? '', ...own }];
  return [...commune.map(({ id, name }) => ({ id, name })), ...hamlets];
}, ['unit', 'account']);

const { compare: byNumber } = new Intl.Collator('vi', { numeric: true });
