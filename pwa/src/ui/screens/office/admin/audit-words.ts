/** What the acts of the audit log are called; one that is new here shows its own word. */
import { t } from '../../../../i18n/admin.ts';
import { adminVi } from '../../../../i18n/admin.vi.ts';

type ActKey = Extract<keyof typeof adminVi, `act.${string}`>;

export function actWords(action: string): string {
  const key = `act.${action}`;
  return key in adminVi ? t(key as ActKey) : action;
}
