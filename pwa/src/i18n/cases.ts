/** The words of the office with those of its cases, which the desk never downloads. */
import { casesVi } from './cases.vi.ts';
import { desksVi } from './desks.vi.ts';
import { officeVi } from './office.vi.ts';
import { phoneVi } from './phone.vi.ts';
import { recordsVi } from './records.vi.ts';
import { translator } from './translate.ts';

const wordsVi = { ...phoneVi, ...officeVi, ...recordsVi, ...desksVi, ...casesVi };
export const t = translator(wordsVi, async () => {
  const { phoneEn } = await import('./phone.en.ts');
  const { officeEn } = await import('./office.en.ts');
  const { recordsEn } = await import('./records.en.ts');
  const { desksEn } = await import('./desks.en.ts');
  const { casesEn } = await import('./cases.en.ts');
  return { ...phoneEn, ...officeEn, ...recordsEn, ...desksEn, ...casesEn };
});
