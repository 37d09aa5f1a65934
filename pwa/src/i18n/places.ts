/** The words of the office's places. Loaded with that screen alone. */
import { adminVi } from './admin.vi.ts';
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { placesVi } from './places.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi, ...adminVi, ...placesVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { officeEn } = await import('./office.en.ts');
  const { adminEn } = await import('./admin.en.ts');
  const { placesEn } = await import('./places.en.ts');
  return { ...phoneEn, ...officeEn, ...adminEn, ...placesEn };
});
