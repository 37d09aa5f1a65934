/** A rule in the words of the reader's language. */

import { t } from '../../../i18n/cases.ts';
import { fullName } from './people.ts';
import type { Rule } from './rules.ts';

export function ruleWord(rule: Rule, names: Readonly<Record<string, string>>): string {
  if (rule.kind === 'author') return t('rule.author', { name: fullName({ names }, rule.by) });
  return t(`rule.${rule.kind}`);
}
