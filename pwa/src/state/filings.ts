/** The desk's filing log: the line being typed, the day's list, and finding earlier filings. */
import { createChange } from '../core/changes.ts';
import type { Fields, StoredRecord } from '../core/record.ts';
import { fold } from '../core/text.ts';
import { dateOf, dayOf, momentOf } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import { newId, nowMs, nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { keepDraft, readDraft } from '../store/drafts.ts';
import { text, type Indexed } from './house_rows.ts';
import type { HouseholdRow, RowState, Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';

export type FilingOutcome =
  | 'submitted'
  | 'missing_papers'
  | 'no_vneid'
  | 'system_error'
  | 'referred'
  | 'looked_up'
  | 'completed'
  | 'returned';
export interface FilingRow {
  readonly id: string;
  readonly at: Date | null;
  readonly applicant_name: string;
  readonly applicant_phone: string;
  readonly procedure_name: string;
  readonly level: 'full' | 'partial' | null;
  readonly outcome: FilingOutcome;
  readonly file_code: string;
  readonly own_phone: boolean | null;
  readonly self_reliance: number | null;
  readonly household_id: string | null;
  /** Days as YYYY-MM-DD, or ''. */
  readonly due_on: string;
  readonly follow_up_on: string;
  readonly state: RowState;
  /** From the first key to Enter, or null where unknown. */
  readonly seconds: number | null;
}
export interface FilingDraft {
  readonly applicant_name: string;
  readonly applicant_phone: string;
  readonly procedure_code: string | null;
  readonly procedure_name: string;
  readonly level: 'full' | 'partial' | null;
  readonly outcome: FilingOutcome | null;
  readonly file_code: string;
  readonly own_phone: boolean | null;
  readonly self_reliance: number | null;
  readonly household_id: string | null;
  readonly follow_up_on: string | null;
  readonly note: string;
  readonly started_at: Date | null;
  readonly saved_at: Date | null;
}

const draft_key = 'filing';
/** As many filings as a search gives. */
export const found_max = 50;
const counted = new Set<FilingOutcome>(['submitted', 'completed']);

/** The filings of a local day (YYYY-MM-DD), newest first. */
export function filings(day: string): Live<readonly FilingRow[]> {
  return fromBook(
    () =>
      [...book.live('filing').values()]
        .filter((filing) => dayOf(momentText(filing)) === day)
        .map(viewFiling)
        .sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)),
    ['filing', 'conflict', 'log'],
  );
}

function momentText({ fields, created_at }: StoredRecord): string {
  return text(fields['finished_at']) || created_at;
}

export function viewFiling(filing: StoredRecord): FilingRow {
  const { fields } = filing;
  const { own_phone, self_reliance, level } = fields;
  return {
    ...{ id: filing.id, at: dateOf(fields['finished_at']) ?? dateOf(filing.created_at) },
    ...{ applicant_name: text(fields['applicant_name']), file_code: text(fields['file_code']) },
    applicant_phone: text(fields['applicant_phone']),
    procedure_name: text(fields['procedure_name']),
    level: level === 'full' || level === 'partial' ? level : null,
    outcome: text(fields['outcome']) as FilingOutcome,
    own_phone: typeof own_phone === 'boolean' ? own_phone : null,
    self_reliance: typeof self_reliance === 'number' ? self_reliance : null,
    household_id: text(fields['household_id']) || null,
    ...{ due_on: text(fields['due_on']), follow_up_on: text(fields['follow_up_on']) },
    state: book.stateOf(filing.id),
    seconds: secondsOf(fields),
  };
}

/** From the first key to Enter. */
function secondsOf(fields: Fields): number | null {
  const started = momentOf(fields['started_at']);
  const finished = momentOf(fields['finished_at']);
  return started === null || finished === null ? null : Math.round((finished - started) / 1000);
}

const empty: FilingDraft = {
  applicant_name: '',
  applicant_phone: '',
  procedure_code: null,
  procedure_name: '',
  level: null,
  outcome: null,
  file_code: '',
  own_phone: null,
  self_reliance: null,
  household_id: null,
  follow_up_on: null,
  note: '',
  started_at: null,
  saved_at: null,
};

export async function filingDraft(): Promise<FilingDraft> {
  return (await readDraft<FilingDraft>(draft_key)) ?? empty;
}

export function keepFilingDraft(draft: FilingDraft): Promise<void> {
  return keepDraft(draft_key, { ...draft, saved_at: new Date(nowMs()) });
}

/** One changeset; submitted or completed also records the guidance session DVC-FILE. */
export async function saveFiling(draft: FilingDraft): Promise<Saved> {
  const place = getAccount()?.streams.find(({ stream }) => stream.startsWith('commune:'));
  if (place === undefined || draft.outcome === null) throw new Error('the filing is not whole');
  const { stream } = place;
  const id = newId();
  const now = nowText();
  const started_at = draft.started_at?.toISOString() ?? now;
  const submitted_at = draft.outcome === 'submitted' ? now : null;
  const times = { started_at, finished_at: now, submitted_at, saved_at: null };
  const filing = { ...draft, ...times };
  const changes = [createChange('filing', id, stream, filing)];
  if (counted.has(draft.outcome)) {
    const { household_id, applicant_name } = draft;
    const session = {
      ...{ topic: 'DVC-FILE', outcome: 'done', at: now, filing_id: id, quantity: 1 },
      ...{ household_id, person_name: applicant_name },
    };
    changes.push(createChange('guidance', newId(), stream, session));
  }
  const entry = await record(changes, { draft_key });
  return { id, k: entry.k };
}

/** The search key of a filing, made once for each version of its record. */
const keys = new WeakMap<StoredRecord, string>();

function keyOf(filing: StoredRecord): string {
  const known = keys.get(filing);
  if (known !== undefined) return known;
  const { applicant_name, applicant_phone, file_code } = filing.fields;
  const key = [text(applicant_name), text(applicant_phone), text(file_code)].map(fold).join(' ');
  keys.set(filing, key);
  return key;
}

/** When a filing was finished, read once for each version of its record. */
const moments = new WeakMap<StoredRecord, number>();

function momentMs(filing: StoredRecord): number {
  const known = moments.get(filing) ?? momentOf(momentText(filing)) ?? 0;
  moments.set(filing, known);
  return known;
}

/** All filings, the newest first; put in order once for each version of the book. */
let ordered: { readonly version: number; readonly filings: readonly StoredRecord[] } | null = null;

function newestFirst(): readonly StoredRecord[] {
  const version = book.versionOf(['filing']);
  if (ordered?.version !== version) {
    const dated = [...book.live('filing').values()].map(
      (filing) => [momentMs(filing), filing] as const,
    );
    dated.sort(([a], [b]) => b - a);
    ordered = { version, filings: dated.map(([, filing]) => filing) };
  }
  return ordered.filings;
}

/** By name, phone or file code, across the commune, without diacritics; the newest first. */
export function findFilings(searched: string): readonly FilingRow[] {
  const words = fold(searched).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  const found: FilingRow[] = [];
  for (const filing of newestFirst()) {
    const key = keyOf(filing);
    if (!words.every((word) => key.includes(word))) continue;
    found.push(viewFiling(filing));
    if (found.length === found_max) break;
  }
  return found;
}

/** As `findFilings`, and anew when a filing comes, goes or is changed by whomever. */
export function foundFilings(searched: string): Live<readonly FilingRow[]> {
  return fromBook(() => findFilings(searched), ['filing', 'conflict', 'log']);
}

const keys_a_turn = 500;

/** Makes the search keys before the first key is pressed, a few at a time; gives how to stop. */
export function readyToFind(): () => void {
  const waiting = newestFirst();
  let at = 0;
  let timer = setTimeout(turn);
  function turn(): void {
    waiting.slice(at, at + keys_a_turn).forEach(keyOf);
    at += keys_a_turn;
    if (at < waiting.length) timer = setTimeout(turn);
  }
  return () => {
    clearTimeout(timer);
  };
}

const matched_max = 5;

/** Those of `all` whose head has such a name, the lately visited ones first. */
export function matchHouseholds(
  all: ReadonlyMap<string, Indexed>,
  name: string,
): readonly HouseholdRow[] {
  const words = fold(name).split(' ').filter(Boolean);
  if (words.length < 2) return [];
  return [...all.values()]
    .filter(({ name_key }) => words.every((word) => name_key.includes(` ${word}`)))
    .sort((a, b) => (b.last_visit_ms ?? 0) - (a.last_visit_ms ?? 0))
    .slice(0, matched_max)
    .map(({ row }) => row);
}
