/** The words of people, places and papers of the office. Loaded with those screens alone. */
import { adminEn } from './admin.en.ts';
import { adminVi } from './admin.vi.ts';
import { officeEn } from './office.en.ts';
import { officeVi } from './office.vi.ts';
import { phoneEn } from './phone.en.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator(
  { ...phoneVi, ...officeVi, ...adminVi },
  { ...phoneEn, ...officeEn, ...adminEn },
);
