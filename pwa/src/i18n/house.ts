/** The words about one house beyond the visit, over those of the phone. */
import { houseVi } from './house.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...houseVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { houseEn } = await import('./house.en.ts');
  return { ...phoneEn, ...houseEn };
});
