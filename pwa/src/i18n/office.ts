/** The words of the desk and the office, over those of the shell. Loaded with their screens. */
import { officeEn } from './office.en.ts';
import { officeVi } from './office.vi.ts';
import { phoneEn } from './phone.en.ts';
import { phoneVi } from './phone.vi.ts';
import { translator } from './translate.ts';

export const t = translator({ ...phoneVi, ...officeVi }, { ...phoneEn, ...officeEn });
