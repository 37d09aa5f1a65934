/**
 * Filings after they were logged: which wait for somebody or something, correcting one's own, and
 * handing one to a hamlet's volunteer as a task.
 */
import { createChange, updateChange } from '../core/changes.ts';
import type { Fields, StoredRecord } from '../core/record.ts';
import { localDay } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import { newId, nowMs, nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { viewFiling, type FilingRow } from './filings.ts';
import { dropFormDraft, formDraftKey } from './form_drafts.ts';
import { text } from './house_rows.ts';
import { stayedId } from './merged.ts';
import { fromBook, type Live } from './live.ts';

export interface FilingDetail extends FilingRow {
  readonly fields: Fields;
  /** Only its author may change a filing at the desk. */
  readonly is_mine: boolean;
  /** What was handed to a volunteer about it. */
  readonly tasks: readonly FilingTask[];
}
export interface FilingTask {
  readonly id: string;
  readonly member: string;
  readonly due_on: string;
  readonly is_done: boolean;
}
export interface DueFilings {
  /** To be asked after by today, the latest day first. */
  readonly follow_up: readonly FilingRow[];
  /** Results promised for today or before. */
  readonly results: readonly FilingRow[];
  /** Papers missing, or stopped by something else, without a day to ask again. */
  readonly unfinished: readonly FilingRow[];
}
export interface Member {
  readonly id: string;
  readonly full_name: string;
  readonly team: string;
  /** The hamlet (or commune) that the team is of. */
  readonly unit_id: string;
}

const unfinished = new Set(['missing_papers', 'no_vneid', 'system_error', 'returned']);
const types = ['filing', 'task', 'membership', 'team', 'log'];

export const dueFilings: Live<DueFilings> = fromBook(viewDue, ['filing', 'log', 'account']);

function viewDue(): DueFilings {
  const today = localDay(nowMs());
  const open = [...book.live('filing').values()].filter(({ fields }) => !isOver(fields));
  const byDay = (field: string) => (a: StoredRecord, b: StoredRecord) =>
    text(b.fields[field]).localeCompare(text(a.fields[field]));
  const due = (field: string): StoredRecord[] =>
    open
      .filter(({ fields }) => text(fields[field]) !== '' && text(fields[field]) <= today)
      .sort(byDay(field));
  const stopped = open.filter(
    ({ fields }) => unfinished.has(text(fields['outcome'])) && text(fields['follow_up_on']) === '',
  );
  return {
    follow_up: due('follow_up_on').map(viewFiling),
    results: due('due_on').map(viewFiling),
    unfinished: stopped.sort((a, b) => b.created_at.localeCompare(a.created_at)).map(viewFiling),
  };
}

function isOver(fields: Fields): boolean {
  return fields['outcome'] === 'completed' || fields['outcome'] === 'looked_up';
}

export function filing(id: string): Live<FilingDetail | null> {
  return fromBook(() => {
    const found = book.find(id);
    if (found?.type !== 'filing' || found.deleted) return null;
    const is_mine = found.created_by === getAccount()?.user.id;
    return { ...viewFiling(found), fields: found.fields, is_mine, tasks: tasksOf(id) };
  }, types);
}

function tasksOf(filing_id: string): FilingTask[] {
  return [...book.live('task').values()]
    .filter(({ fields }) => fields['filing_id'] === filing_id)
    .map(({ id, fields }) => ({
      id,
      member: text(book.find(text(fields['member_id']))?.fields['full_name']),
      ...{ due_on: text(fields['due_on']), is_done: Boolean(fields['done_at']) },
    }));
}

/** What is typed into a filing and not saved yet is kept by this name. */
export function filingDraftName(id: string): string {
  return `ho-so:${id}`;
}

/**
 * Only what differs is sent; gives whether anything did. A filing becomes submitted when it is
 * corrected to be. What was typed is no draft any more.
 */
export async function correctFiling(id: string, fields: Fields): Promise<boolean> {
  const seen = book.find(id);
  if (seen === undefined) return false;
  const isNow = fields['outcome'] === 'submitted' && !seen.fields['submitted_at'];
  const wanted = isNow ? { ...fields, submitted_at: nowText() } : fields;
  const change = updateChange(seen, book.received(id), wanted);
  const draft_key = formDraftKey(filingDraftName(id));
  if (change === null) await dropFormDraft(filingDraftName(id));
  else await record([change], { draft_key });
  return change !== null;
}

/** Members of the teams, those of the household's hamlet first. */
export function membersFor(household_id: string | null): readonly Member[] {
  const stream = book.find(stayedId(household_id ?? ''))?.stream ?? '';
  const hamlet = stream.replace('hamlet:', '');
  const members = [...book.live('membership').values()]
    .filter(({ fields }) => text(fields['to_on']) === '')
    .map(({ id, fields }) => {
      const team = book.find(text(fields['team_id']))?.fields;
      const full_name = text(fields['full_name']);
      return { id, full_name, team: text(team?.['name']), unit_id: text(team?.['unit_id']) };
    });
  const rank = ({ unit_id }: Member): number => (unit_id === hamlet ? 0 : 1);
  return members.sort((a, b) => rank(a) - rank(b) || a.team.localeCompare(b.team, 'vi'));
}

/** A task in the commune's stream, which every volunteer of the commune reads. */
export async function handOver(
  filing: FilingDetail,
  task: { readonly title: string; readonly member_id: string; readonly due_on: string | null },
): Promise<void> {
  const stream = getAccount()?.streams.find((each) => each.stream.startsWith('commune:'))?.stream;
  if (stream === undefined) throw new Error('there is no commune to hand it over in');
  const { household_id, note } = filing.fields;
  const fields = { ...task, household_id, note, filing_id: filing.id };
  await record([createChange('task', newId(), stream, fields)]);
}
