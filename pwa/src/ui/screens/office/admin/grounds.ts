/** The two fields that every change of a hamlet asks: from which day, and by which decision. */
import { t } from '../../../../i18n/places.ts';
import { RECORD_TYPES } from '../../../../core/record_types.gen.ts';
import { today, type Grounds } from '../../../../state/office/hamlets.ts';
import type { Refused } from '../../../../state/office/ask.ts';
import type { FormField, FormValues, Option } from './form.ts';
import { problemWords } from './problems.ts';

export const NAME_CHARS_MAX = RECORD_TYPES.unit.fields.name.chars_max;

export function groundsFields(): FormField[] {
  return [
    {
      ...{ name: 'from', label: t('place.from'), kind: 'date', is_required: true },
      hint: t('place.from_hint'),
    },
    {
      ...{ name: 'legal_ref', label: t('place.legal_ref'), is_required: true },
      ...{ hint: t('place.legal_hint'), chars_max: RECORD_TYPES.unit.fields.type.chars_max },
    },
  ];
}

export function groundsOf(values: FormValues): Grounds {
  return { from: values['from'] ?? '', legal_ref: (values['legal_ref'] ?? '').trim() };
}

export function emptyGrounds(): FormValues {
  return { from: today(), legal_ref: '' };
}

const TYPES = ['ap', 'khom', 'khu-pho'] as const;

export function typeOptions(): Option[] {
  return TYPES.map((type) => ({ value: type, label: t(`place.type_${type}`) }));
}

export function changeProblem(refused: Refused): string {
  const { code, reply } = refused;
  const field = reply.kind === 'problem' ? (reply.json as { field?: unknown }).field : null;
  if (code === 'invalid_request' && field === 'from') return t('problem.wrong_day');
  return code === 'stale' ? whyNot(refused) : problemWords(refused);
}

const REASONS = ['too_late', 'changed_since', 'same_day'] as const;

/** Why a change cannot be taken back. */
function whyNot({ reply }: Refused): string {
  const told = reply.kind === 'problem' ? (reply.json as { reason?: unknown }).reason : null;
  const reason = REASONS.find((each) => each === told);
  return t(reason === undefined ? 'problem.stale' : `problem.undo_${reason}`);
}
