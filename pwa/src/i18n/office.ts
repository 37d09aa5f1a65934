/** The words of the desk and the office, over those of the shell. Loaded with their screens. */
import { desksVi } from './desks.vi.ts';
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi, ...desksVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { officeEn } = await import('./office.en.ts');
  const { desksEn } = await import('./desks.en.ts');
  return { ...phoneEn, ...officeEn, ...desksEn };
});
