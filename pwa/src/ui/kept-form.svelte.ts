/**
 * A form on the phone: what is typed is kept at every letter and found again after Back or a killed
 * browser; it is saved once, however often the button is touched, and a failure is said.
 */
import { formatTime } from '../i18n/format.ts';
import { t } from '../i18n/phone.ts';
import {
  findFormDraft,
  formDraftKey,
  keepFormDraft,
  type FormDraft,
} from '../state/form_drafts.ts';
import type { Seen } from '../state/households.ts';
import { fromHere, type Steps } from './router.ts';

export class KeptForm<Values extends object> {
  values: Values;
  /** Why it cannot be saved; empty where nothing speaks against it. */
  problem = $state('');
  /** What the person saw of the record when they began; kept with the draft. */
  seen: Seen | null = null;
  /** For an act that removes the draft as it is recorded. */
  readonly draftKey: string;

  private keptAt = $state.raw<Date | null>(null);
  private isTouched = false;
  private isSaving = false;

  /** `take` makes of a draft that was found what is shown. */
  constructor(
    private readonly name: string,
    first: Values,
    take: (draft: FormDraft<Values>) => Values = ({ form }) => form,
  ) {
    this.values = $state.raw(first);
    this.draftKey = formDraftKey(name);
    void findFormDraft<Values>(name).then((draft) => {
      if (draft === null || this.isTouched) return;
      this.values = take(draft);
      this.keptAt = draft.saved_at;
    });
  }

  async change(next: Partial<Values>): Promise<void> {
    this.isTouched = true;
    this.values = { ...this.values, ...next };
    this.problem = '';
    try {
      this.keptAt = await keepFormDraft(this.name, this.values, this.seen);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Since when what was typed is kept; until then what else is to be said. */
  note(otherwise = ''): string {
    return this.keptAt === null
      ? otherwise
      : t('form.draft_kept', { time: formatTime(this.keptAt) });
  }

  /** `missing` says what the form still lacks; `act` ends with the next screen, by these steps. */
  async save(missing: string, act: (steps: Steps) => Promise<void>): Promise<void> {
    this.problem = missing;
    if (missing !== '' || this.isSaving) return;
    this.isSaving = true;
    const steps = fromHere();
    try {
      await act(steps);
    } catch (error) {
      this.fail(error);
      this.isSaving = false;
    }
  }

  private fail(error: unknown): void {
    this.problem = t('app.failed', { detail: error instanceof Error ? error.message : '' });
  }
}
