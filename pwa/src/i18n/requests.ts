/** The words of data subjects' requests and of exports. Loaded with those screens alone. */
import { adminVi } from './admin.vi.ts';
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { requestsVi } from './requests.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi, ...adminVi, ...requestsVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { officeEn } = await import('./office.en.ts');
  const { adminEn } = await import('./admin.en.ts');
  const { requestsEn } = await import('./requests.en.ts');
  return { ...phoneEn, ...officeEn, ...adminEn, ...requestsEn };
});
