/** What is said about a house in one line, and what it has by topic. */
import { formatDate, formatNumber } from '../../../../i18n/format.ts';
import { t } from '../../../../i18n/house.ts';
import type { Consent } from '../../../../state/consent.ts';
import type { HouseholdDetail } from '../../../../state/households.ts';
import type { VisitDraft } from '../../../../state/visits.ts';

/** `5 người · có cửa hàng · có sản xuất` */
export function factsOf(fields: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  const members = fields['members_count'];
  if (typeof members === 'number') {
    parts.push(t('household.members', { n: formatNumber(members) }));
  }
  const { cluster, address } = fields;
  // Many write the cluster into the address, which stands right above.
  const isSaid = typeof address === 'string' && address.startsWith(String(cluster));
  if (typeof cluster === 'string' && cluster !== '' && !isSaid) parts.push(cluster);
  if (fields['shop'] === true) parts.push(t('household.shop'));
  if (fields['producing'] === true) parts.push(t('household.producing'));
  return parts.join(' · ');
}

/** Whether the house agreed, and when. */
export function consentLine({ status, how, at }: Consent): string {
  const date = at === null ? '' : formatDate(at);
  if (status === 'none') return t('consent.not_asked');
  if (status === 'given') return t('consent.given_on', { date });
  return t(how === 'withdrawn' ? 'consent.withdrawn_on' : 'consent.refused_on', { date });
}

/** A draft in which something was chosen or typed. */
export function isDraftBegun(draft: VisitDraft): boolean {
  return (
    draft.saved_at !== null &&
    (draft.outcome !== null || draft.topics.length > 0 || draft.note !== '')
  );
}

/** The topics that every house is asked about first. */
const MAIN_TOPICS = ['APP', 'VNEID2', 'WALLET', 'HEALTH', 'DVC-ACC', 'BANK'];

interface TopicOfHouse {
  readonly code: string;
  readonly has: boolean;
  /** When it was seen done, as far as the visits on this phone tell. */
  readonly since: Date | null;
}

/** What the house has, dated, then which main topics it lacks. */
export function topicsOfHouse(house: HouseholdDetail): TopicOfHouse[] {
  const has = house.has.map((code) => ({ code, has: true, since: firstSeen(house, code) }));
  const lacks = MAIN_TOPICS.filter((code) => !house.has.includes(code));
  return [...has, ...lacks.map((code) => ({ code, has: false, since: null }))];
}

function firstSeen(house: HouseholdDetail, code: string): Date | null {
  const visit = house.visits.find(({ guidance }) =>
    guidance.some(
      ({ topic, outcome }) => topic === code && (outcome === 'done' || outcome === 'already'),
    ),
  );
  return visit?.visited_at ?? null;
}
