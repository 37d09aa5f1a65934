/** The outbox in words: what an act was, what became of it, both sides of a difference. */
import { isDeletionsLimit } from '../../../../core/record.ts';
import { formatDate, formatMoment, formatPhone } from '../../../../i18n/format.ts';
import { t, type PhoneKey } from '../../../../i18n/phone.ts';
import type { ConflictView, OutboxItem, Reason } from '../../../../state/outbox.ts';

const LINE_MAX = 24;

const fields = new Set<string>([
  'head_name',
  'phone',
  'address',
  'cluster',
  'members_count',
  'producing',
  'shop',
  'note',
  'follow_up_on',
  'outcome',
  'visited_at',
  'quantity',
  'stream',
] satisfies FieldName[]);
type FieldName = PhoneKey extends infer Key
  ? Key extends `field.${infer Name}`
    ? Name
    : never
  : never;

function isField(name: string): name is FieldName {
  return fields.has(name);
}

export function fieldWord(field: string | null): string {
  return t(`field.${field !== null && isField(field) ? field : 'any'}`);
}

/** A field's value as a person writes it. */
export function valueWord(value: unknown, field: string | null): string {
  if (typeof value === 'boolean') return t(value ? 'item.yes' : 'item.no');
  if (typeof value === 'string' && value !== '') return textWord(value, field);
  if (typeof value === 'number') return String(value);
  return (value ?? '') === '' ? t('item.blank') : JSON.stringify(value);
}

function textWord(value: string, field: string | null): string {
  if (field === 'phone') return formatPhone(value);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value) : value;
}

/** Two values on one line: only the end of numbers, `…271`, and the start of long words. */
function brief(value: unknown, field: string | null): string {
  const word = valueWord(value, field);
  if (field === 'phone' && word.length > 6) return `…${word.slice(-3)}`;
  return word.length > LINE_MAX ? `${word.slice(0, LINE_MAX).trimEnd()}…` : word;
}

export function shortName(full_name: string): string {
  return full_name === '' ? t('item.somebody') : (full_name.split(' ').at(-1) ?? full_name);
}

export function conflictLine(conflict: ConflictView): string {
  const { field } = conflict;
  if (field === null) return t('item.conflict_delete');
  return t('item.conflict_line', {
    field: fieldWord(field),
    mine: brief(conflict.mine, field),
    who: shortName(conflict.theirs_by),
    theirs: brief(conflict.theirs, field),
  });
}

const reasons = [
  'out_of_scope',
  'missing_parent',
  'author_disabled',
  'device_revoked',
  'schema_too_new',
  'id_taken',
  'too_large',
  'quota',
  'unsendable',
] as const;

export function reasonLine(reason: Reason): string {
  const { code, field } = reason;
  if (isDeletionsLimit(reason)) return t('reason.deletions');
  if (code === 'invalid_field')
    return t('reason.invalid_field', { field: fieldWord(field ?? null) });
  const known = reasons.find((each) => each === code);
  return known === undefined ? t('reason.other', { code }) : t(`reason.${known}`);
}

export function decisionLine({ decision, conflicts }: OutboxItem): string {
  if (decision === null) return '';
  const conflict = conflicts.at(0);
  const value = valueWord(decision.value, conflict?.field ?? null);
  if (decision.chosen === 'mine') return t('item.decided_mine', { value });
  if (decision.chosen === 'other') return t('item.decided_other', { value });
  return t('item.decided_theirs', { who: shortName(conflict?.theirs_by ?? ''), value });
}

/** What the act was: a visit, a new house, a correction. */
const kindKeys = [
  ...['visit', 'filing', 'guidance', 'activity', 'task', 'notice', 'plan', 'target', 'shop'],
  ...['product', 'photo'],
] as readonly KindName[];
type KindName = Exclude<
  PhoneKey extends infer Key ? (Key extends `kind.${infer Name}` ? Name : never) : never,
  'household' | 'household_new' | 'other'
>;

export function kindWord(item: OutboxItem): string {
  if (item.kind === 'household') {
    return t(item.is_new_record ? 'kind.household_new' : 'kind.household');
  }
  return t(`kind.${kindKeys.find((kind) => kind === item.kind) ?? 'other'}`);
}

/** The second line of an act: what became of it, or what it was. */
export function fateLine(item: OutboxItem, now: Date): string {
  const conflict = item.conflicts.find(({ status }) => status === 'open') ?? item.conflicts[0];
  const reason = item.reasons[0];
  if (item.state === 'conflict' && conflict !== undefined) return conflictLine(conflict);
  if (item.state === 'held' && reason !== undefined) return reasonLine(reason);
  if (item.state === 'decided' && item.decision !== null) return decisionLine(item);
  return `${kindWord(item)} ${formatMoment(item.at, now)}`;
}
