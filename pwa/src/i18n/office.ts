/** The words of the desk and the office, over those of the shell. Loaded with their screens. */
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi }, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { officeEn } = await import('./office.en.ts');
  return { ...phoneEn, ...officeEn };
});
