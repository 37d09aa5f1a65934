/** English words of the desk and the office: the same keys as the Vietnamese ones. */
import type { officeVi } from './office.vi.ts';

export const officeEn: Record<keyof typeof officeVi, string> = {
  'office.decide': 'Decide',
};
