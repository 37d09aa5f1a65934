/**
 * What a household agreed to, for which purposes, by which text, when, and who heard it. The proof
 * is the field itself and its revisions; nothing is agreed unless somebody said so.
 */
import { updateChange } from '../core/changes.ts';
import type { Fields } from '../core/record.ts';
import { dateOf } from '../core/time.ts';
import { getAccount } from '../store/account.ts';
import { nowText, record } from '../store/acts.ts';
import * as book from '../store/book.ts';
import { text } from './house_rows.ts';
import type { Saved } from './households.ts';
import { fromBook, type Live } from './live.ts';
import { nameOf } from './people.ts';

/** To keep the number and call; to come again on a day; to name the shop and its goods. */
export const purposes = ['contact', 'follow_up', 'shop'] as const;
export type Purpose = (typeof purposes)[number];
export type How = 'spoken' | 'signed' | 'withdrawn';

export interface Consent {
  /** `none`: nobody has asked. `refused`: asked, and agreed to nothing, or took it back. */
  readonly status: 'none' | 'given' | 'refused';
  readonly purposes: readonly string[];
  readonly text_version: string;
  readonly how: string;
  readonly at: Date | null;
  /** Full name of who asked, or ''. */
  readonly by: string;
}
export interface ConsentText {
  readonly version: string;
  readonly body: string;
}

export function consentOf(fields: Fields): Consent {
  const value = fields['consent'];
  if (typeof value !== 'object' || value === null) return nobody_asked;
  const kept = value as Fields;
  const agreed = Array.isArray(kept['purposes']) ? (kept['purposes'] as string[]) : [];
  return {
    status: agreed.length > 0 ? 'given' : 'refused',
    purposes: agreed,
    text_version: text(kept['text_version']),
    how: text(kept['how']),
    at: dateOf(kept['at']),
    by: nameOf(text(kept['by'])),
  };
}

const nobody_asked: Consent = {
  ...{ status: 'none', purposes: [], text_version: '', how: '', at: null, by: '' },
};

/** Where somebody said no, only the count is kept: no name, no house. */
export function isAnonymous(fields: Fields): boolean {
  return consentOf(fields).status === 'refused';
}

/** The newest text of each kind: `…` for the household, `…-shop` for its shop and goods. */
export const consentTexts: Live<{
  readonly household: ConsentText | null;
  readonly shop: ConsentText | null;
}> = fromBook(() => {
  const all = [...book.live('consent_text').values()]
    .map(({ fields }) => ({ version: text(fields['version']), body: text(fields['body']) }))
    .sort((a, b) => b.version.localeCompare(a.version));
  const isShop = ({ version }: ConsentText) => version.endsWith('-shop');
  return {
    household: all.find((each) => !isShop(each)) ?? null,
    shop: all.find(isShop) ?? null,
  };
});

export interface Answer {
  readonly purposes: readonly Purpose[];
  /** Versions of the texts that were read out. */
  readonly versions: readonly string[];
  readonly how: How;
}

/** Without leave to call, the number leaves the book with the same act. */
export async function saveConsent(household_id: string, answer: Answer): Promise<Saved> {
  const seen = book.find(household_id);
  if (seen === undefined) throw new Error('this household is not here');
  const consent = {
    purposes: purposes.filter((each) => answer.purposes.includes(each)),
    text_version: answer.versions.join(', '),
    at: nowText(),
    by: getAccount()?.user.id ?? '',
    how: answer.how,
  };
  const mayCall = answer.purposes.includes('contact');
  const wanted = mayCall ? { consent } : { consent, phone: null };
  const change = updateChange(seen, book.received(household_id), wanted);
  if (change === null) return { id: household_id, k: null };
  return { id: household_id, k: (await record([change])).k };
}
