/** Notices, lessons and tasks: what the team tells its members, and what each has learned. */
import { createChange, updateChange } from '../core/changes.ts';
import type { StoredRecord } from '../core/record.ts';
import { fold } from '../core/text.ts';
import { dateOf, localDay } from '../core/time.ts';
import { newId, nowMs, nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { text } from './house_rows.ts';
import type { RowState, Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';
import { myMemberships, myPlace } from './my_place.ts';
import { nameOf } from './people.ts';

export interface Notice {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly at: Date | null;
  readonly by: string;
  readonly state: RowState;
}
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly topic: string;
  /** How well this person can do it: from 1 (with help) to 3 (can show others); 0 not said. */
  readonly level: number;
}
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly household_id: string | null;
  readonly head_name: string;
  readonly due_on: string | null;
  readonly is_late: boolean;
}

export const notices: Live<readonly Notice[]> = fromBook(() =>
  [...book.live('notice').values()]
    .map(({ id, fields, created_at, created_by }) => ({
      ...{ id, title: text(fields['title']), body: text(fields['body']) },
      ...{ at: dateOf(created_at), by: nameOf(created_by ?? ''), state: book.stateOf(id) },
    }))
    .sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)),
);

export async function postNotice(
  stream: string,
  notice: { readonly title: string; readonly body: string },
  draft_key: string,
): Promise<Saved> {
  const id = newId();
  const entry = await record([createChange('notice', id, stream, notice)], { draft_key });
  return { id, k: entry.k };
}

/** By any part of title or text, without diacritics. */
export function lessons(searched: string): Live<readonly Lesson[]> {
  return fromBook(() => {
    const words = fold(searched).split(' ').filter(Boolean);
    const levels = myLevels();
    return [...book.live('learning_item').values()]
      .map(({ id, fields }) => ({
        ...{ id, title: text(fields['title']), body: text(fields['body']) },
        ...{ topic: text(fields['topic']), level: levels.get(id) ?? 0 },
      }))
      .filter(({ title, body, topic }) => {
        const key = fold(`${title} ${topic} ${body}`);
        return words.every((word) => key.includes(word));
      });
  });
}

/**
 * What a member can do is a task done: `learned` names the lesson and `level` says how well. Both
 * fields are beyond schema 1, which keeps what it does not know.
 */
function learnedBy(member_ids: ReadonlySet<string>): StoredRecord[] {
  return [...book.live('task').values()].filter(
    ({ fields }) => fields['learned'] && member_ids.has(text(fields['member_id'])),
  );
}

const doneAt = ({ fields }: StoredRecord): string => text(fields['done_at']);

function myLevels(): Map<string, number> {
  const mine = new Set(myMemberships().map(({ id }) => id));
  // Said on two phones: what was said last counts.
  const said = learnedBy(mine).sort((a, b) => doneAt(a).localeCompare(doneAt(b)));
  return new Map(said.map(({ fields }) => [text(fields['learned']), Number(fields['level'] ?? 0)]));
}

/** How many lessons a member says they can do alone or show to others. */
export function lessonsKnown(member_id: string): number {
  return learnedBy(new Set([member_id])).filter(({ fields }) => Number(fields['level']) >= 2)
    .length;
}

let assessing: Promise<void> = Promise.resolve();

/** One after the other: a second touch must find what the first has written. */
export function assess(lesson: Lesson, level: number, stream: string): Promise<void> {
  const run = () => keepLevel(lesson, level, stream);
  assessing = assessing.then(run, run);
  return assessing;
}

async function keepLevel(lesson: Lesson, level: number, stream: string): Promise<void> {
  const mine = new Set(myMemberships().map(({ id }) => id));
  const seen = learnedBy(mine).find(({ fields }) => fields['learned'] === lesson.id);
  const fields = { level, done_at: nowText() };
  if (seen === undefined) {
    const { member_id } = myPlace(stream);
    const about = { title: lesson.title.slice(0, 200), learned: lesson.id, member_id };
    await record([createChange('task', newId(), stream, { ...about, ...fields })]);
    return;
  }
  const change = updateChange(seen, book.received(seen.id), fields);
  if (change !== null) await record([change]);
}

/** Open tasks for me or for whoever goes there; not those that only the office can settle. */
export const tasks: Live<readonly Task[]> = fromBook(() => {
  const mine = new Set(myMemberships().map(({ id }) => id));
  const today = localDay(nowMs());
  return [...book.live('task').values()]
    .filter(({ fields }) => !fields['done_at'] && !fields['duplicate_of'])
    .filter(({ fields }) => !fields['member_id'] || mine.has(text(fields['member_id'])))
    .map((each) => viewTask(each, today))
    .sort((a, b) => (a.due_on ?? '9').localeCompare(b.due_on ?? '9'));
});

function viewTask({ id, fields }: StoredRecord, today: string): Task {
  const household_id = text(fields['household_id']) || null;
  const due_on = text(fields['due_on']) || null;
  return {
    ...{ id, title: text(fields['title']), note: text(fields['note']), household_id, due_on },
    head_name: text(book.find(household_id ?? '')?.fields['head_name']),
    is_late: due_on !== null && due_on < today,
  };
}

export async function finishTask(id: string): Promise<Saved> {
  const seen = book.live('task').get(id);
  const change =
    seen === undefined ? null : updateChange(seen, book.received(id), { done_at: nowText() });
  if (change === null) return { id, k: null };
  return { id, k: (await record([change])).k };
}
