/** The province's catalogue as forms need it: topics and procedures, most used first. */
import { fold } from '../core/text.ts';
import { getAccount } from '../store/account.ts';
import * as book from '../store/book.ts';
import { text } from './house_rows.ts';
import { fromBook, type Live } from './live.ts';

export interface Topic {
  readonly code: string;
  readonly label_vi: string;
  readonly label_en: string;
  readonly dedupe_by: string | null;
  readonly indicator: string | null;
}
export interface Procedure {
  readonly code: string;
  readonly label_vi: string;
  readonly note: string;
}

/** How often this person used each value of a field, in what the device has. */
function uses(type: string, field: string): Map<string, number> {
  const me = getAccount()?.user.id;
  const counts = new Map<string, number>();
  for (const record of book.live(type).values()) {
    if (record.created_by !== me) continue;
    const value = text(record.fields[field]);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function inUse<T>(
  items: readonly T[],
  counts: ReadonlyMap<string, number>,
  keyOf: (item: T) => string,
): T[] {
  return [...items].sort((a, b) => (counts.get(keyOf(b)) ?? 0) - (counts.get(keyOf(a)) ?? 0));
}

export const topics: Live<readonly Topic[]> = fromBook(viewTopics, ['topic', 'guidance']);

function viewTopics(): readonly Topic[] {
  const active = [...book.live('topic').values()].filter(
    ({ fields }) => fields['active'] !== false,
  );
  const listed = active.map(({ fields }) => ({
    ...{ code: text(fields['code']), label_vi: text(fields['label_vi']) },
    ...{ label_en: text(fields['label_en']), dedupe_by: text(fields['dedupe_by']) || null },
    indicator: text(fields['indicator']) || null,
  }));
  return inUse(listed, uses('guidance', 'topic'), ({ code }) => code);
}

function listProcedures(): readonly Procedure[] {
  const active = [...book.live('procedure').values()].filter(
    ({ fields }) => fields['active'] !== false,
  );
  const listed = active.map(({ fields }) => ({
    ...{
      code: text(fields['code']),
      label_vi: text(fields['label_vi']),
      note: text(fields['note']),
    },
  }));
  return inUse(listed, uses('filing', 'procedure_name'), ({ label_vi }) => label_vi);
}

/** Any part of name or code, without diacritics; most used first. */
export function findProcedures(searched: string): readonly Procedure[] {
  const words = fold(searched).split(' ').filter(Boolean);
  return listProcedures().filter(({ label_vi, code }) => {
    const key = `${fold(label_vi)} ${code}`;
    return words.every((word) => key.includes(word));
  });
}
