/** The words of people, places and papers of the office. Loaded with those screens alone. */
import { adminVi } from './admin.vi.ts';
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi, ...adminVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { officeEn } = await import('./office.en.ts');
  const { adminEn } = await import('./admin.en.ts');
  return { ...phoneEn, ...officeEn, ...adminEn };
});
