/** The words of the team's life, over those of the phone. Fetched with their screens. */
import { phoneVi } from './phone.vi.ts';
import { teamVi } from './team.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...teamVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { teamEn } = await import('./team.en.ts');
  return { ...phoneEn, ...teamEn };
});
