/** Vietnamese words of the desk and the office. */
export const officeVi = {
  'office.decide': 'Quyết định',
} as const;
