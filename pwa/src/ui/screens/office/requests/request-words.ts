/** Requests of data subjects in words: what is asked for, how the clock stands, what was done. */
import { formatDate, formatTime } from '../../../../i18n/format.ts';
import { t } from '../../../../i18n/requests.ts';
import type { requestsVi } from '../../../../i18n/requests.vi.ts';
import type {
  FoundRecord,
  RefusalReason,
  RequestAct,
  SubjectRequest,
} from '../../../../state/office/requests.ts';
import { text } from '../../../../state/house_rows.ts';
import type { ShapeName } from '../../../parts/icons.ts';

type Named<Prefix extends string> = Extract<keyof typeof requestsVi, `${Prefix}${string}`>;

export const kinds = ['see', 'correct', 'erase', 'withdraw'] as const;
export const channels = ['counter', 'phone', 'letter', 'message', 'home'] as const;
export const refusals: readonly RefusalReason[] = ['not_proven', 'kept_by_law', 'taken_back'];

export function kindWord({ kind }: Pick<SubjectRequest, 'kind'>): string {
  return t(`req.kind_${kind}`);
}

export function channelWord({ channel }: Pick<SubjectRequest, 'channel'>): string {
  return t(`req.channel_${channel}`);
}

export function whoWord({ name, phone }: Pick<SubjectRequest, 'name' | 'phone'>): string {
  return name ?? phone ?? t('req.nobody');
}

type Timed = Pick<SubjectRequest, 'status' | 'answered_on' | 'working_days_left' | 'is_late'>;

/** How the clock stands, in words; its shape says the same without any colour. */
export function clockWords(request: Timed): string {
  if (request.status !== 'open') {
    return t(request.status === 'done' ? 'req.is_done' : 'req.is_refused');
  }
  const what = t(request.answered_on === null ? 'req.to_answer' : 'req.to_fulfil');
  const days = Math.abs(request.working_days_left);
  if (request.is_late)
    return days === 0 ? t('req.late_now', { what }) : t('req.late', { n: days, what });
  return days === 0 ? t('req.last_day', { what }) : t('req.left', { n: days, what });
}

export function clockShape(request: Timed): ShapeName {
  if (request.status !== 'open') return request.status === 'done' ? 'accepted' : 'declined';
  if (request.is_late) return 'failed';
  return request.working_days_left === 0 ? 'held' : 'waiting';
}

export function becauseWords({ because }: FoundRecord): string {
  return because === 'related' ? '' : t(`req.because_${because}`);
}

export function stepWords(act: RequestAct, who: string): string {
  const why = act.why === null ? '' : t(`req.why_${act.why as RefusalReason}`);
  const what =
    act.act === 'refused'
      ? t('req.act_refused', { why })
      : t(`req.act_${act.act}` as Exclude<Named<'req.act_'>, 'req.act_refused'>);
  return t('req.step', { what, who, time: formatTime(act.at), date: formatDate(act.at) });
}

/** Whom or what a record is about, as its own fields say it. */
export function recordName({ fields }: Pick<FoundRecord, 'fields'>): string {
  const named = ['head_name', 'applicant_name', 'person_name', 'name', 'title'];
  return named.map((name) => text(fields[name])).find((each) => each !== '') ?? '';
}
