/** The outbox in words: what an act was, what became of it, both sides of a difference. */
import { formatDate, formatMoment, formatPhone } from '../../../../i18n/format.ts';
import { t, type PhoneKey } from '../../../../i18n/index.ts';
import type { ConflictView, OutboxItem, Reason } from '../../../../state/outbox.ts';

const LINE_MAX = 24;

const fieldKeys: Readonly<Record<string, PhoneKey>> = {
  head_name: 'field.head_name',
  phone: 'field.phone',
  address: 'field.address',
  cluster: 'field.cluster',
  members_count: 'field.members_count',
  producing: 'field.producing',
  shop: 'field.shop',
  note: 'field.note',
  follow_up_on: 'field.follow_up_on',
  outcome: 'field.outcome',
  visited_at: 'field.visited_at',
  quantity: 'field.quantity',
  stream: 'field.stream',
};

export function fieldWord(field: string | null): string {
  return t(fieldKeys[field ?? ''] ?? 'field.any');
}

/** A field's value as a person writes it. */
export function valueWord(value: unknown, field: string | null): string {
  if (value === null || value === undefined || value === '') return t('item.blank');
  if (typeof value === 'boolean') return t(value ? 'item.yes' : 'item.no');
  if (typeof value === 'string') {
    if (field === 'phone') return formatPhone(value);
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value) : value;
  }
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
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

export function reasonLine(reason: Reason): string {
  switch (reason.code) {
    case 'invalid_field':
      return t('reason.invalid_field', { field: fieldWord(reason.field ?? null) });
    case 'out_of_scope':
    case 'missing_parent':
    case 'author_disabled':
    case 'device_revoked':
    case 'schema_too_new':
    case 'id_taken':
    case 'too_large':
    case 'quota':
      return t(`reason.${reason.code}`);
    default:
      return t('reason.other', { code: reason.code });
  }
}

export function decisionLine(item: OutboxItem): string {
  const { decision } = item;
  if (decision === null) return '';
  const conflict = item.conflicts[0];
  const value = valueWord(decision.value, conflict?.field ?? null);
  switch (decision.chosen) {
    case 'mine':
      return t('item.decided_mine', { value });
    case 'theirs':
      return t('item.decided_theirs', { who: shortName(conflict?.theirs_by ?? ''), value });
    case 'other':
      return t('item.decided_other', { value });
  }
}

/** What the act was: a visit, a new house, a correction. */
export function kindWord(item: OutboxItem): string {
  switch (item.kind) {
    case 'visit':
    case 'filing':
    case 'guidance':
      return t(`kind.${item.kind}`);
    case 'household':
      return t(item.is_new_record ? 'kind.household_new' : 'kind.household');
    default:
      return t('kind.other');
  }
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
