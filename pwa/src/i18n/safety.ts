/** The words of the lock, of handing over and of this phone; fetched with these screens. */
import { safetyVi } from './safety.vi.ts';
import { translator } from './translate.ts';

export const t = translator(safetyVi, async () => (await import('./safety.en.ts')).safetyEn);
