/** The words of the desk and the office, over those of the shell. Loaded with their screens. */
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi }, async () => {
  const [shell, own] = await Promise.all([import('./phone.en.ts'), import('./office.en.ts')]);
  return { ...shell.phoneEn, ...own.officeEn };
});
