/**
 * The words of the shell and of the volunteer's phone. Desk and office have their own catalogue
 * (`office.ts`), so that the phone never downloads it.
 */
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator(phoneVi, async () => (await import('./phone.en.ts')).phoneEn);
