/** The words of the office's catalogue. Loaded with that screen alone. */
import { adminVi } from './admin.vi.ts';
import { catalogueVi } from './catalogue.vi.ts';
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi, ...adminVi, ...catalogueVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { officeEn } = await import('./office.en.ts');
  const { adminEn } = await import('./admin.en.ts');
  const { catalogueEn } = await import('./catalogue.en.ts');
  return { ...phoneEn, ...officeEn, ...adminEn, ...catalogueEn };
});
