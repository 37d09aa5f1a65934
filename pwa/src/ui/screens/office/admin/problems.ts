/** What went wrong, in plain words; that nothing was changed is said with it. */
import { t } from '../../../../i18n/admin.ts';
import type { Refused } from '../../../../state/office/ask.ts';

const KNOWN = [
  'offline',
  'captive',
  'not_allowed',
  'not_found',
  'name_taken',
  'already_resolved',
  'stale',
  'invalid_request',
  'too_large',
  'quota',
  'unreadable_file',
  'import_has_errors',
] as const;

/** The server was not reached at all. */
export function isCut({ code }: Refused): boolean {
  return code === 'offline' || code === 'captive';
}

/** Of a list that could not be read: nothing was to be changed, and other work goes on. */
export function listWords(refused: Refused): string {
  return refused.code === 'offline' ? t('problem.need_network') : problemWords(refused);
}

export function problemWords({ code, reply }: Refused): string {
  const field = reply.kind === 'problem' ? (reply.json as { field?: unknown }).field : null;
  if (code === 'invalid_request' && field === 'password') return t('problem.password_short');
  const known = KNOWN.find((each) => each === code);
  return t(`problem.${known ?? 'server'}`);
}
