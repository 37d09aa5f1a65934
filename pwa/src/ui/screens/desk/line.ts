/**
 * What the clerk typed into one line of the filing log: taken apart, checked softly and completed.
 * Soft means that it warns and never refuses; it stores nothing and knows no language.
 */

const MOBILE = /^0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}$/;
const FILE_CODE = /^[0-9A-Z]+(\.[0-9A-Z]+)*-\d{6}-\d{3,8}$/;
const TRAILING_PHONE = /^(.*?)[\s,;]*(\+?84|0)((?:[\s.-]?\d){7,11})$/u;
const DIGITS_OF_A_FILE = /^\d{1,8}$/;
const NUMBER_WIDTH = 4;

export interface Applicant {
  readonly name: string;
  readonly phone: string;
}

/** "Nguyễn Văn Ba 0912 345 678" is a name and a phone in one cell. */
export function parseApplicant(text: string): Applicant {
  const tidy = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const match = TRAILING_PHONE.exec(tidy);
  if (!match) return { name: tidy, phone: '' };
  const [, name = '', , rest = ''] = match;
  return { name: name.trim(), phone: `0${rest.replace(/\D/gu, '')}` };
}

export function applicantText(name: string, phone: string): string {
  return phone === '' ? name : `${name} ${phone}`;
}

export function looksLikeMobile(phone: string): boolean {
  return MOBILE.test(phone);
}

export function looksLikeFileCode(code: string): boolean {
  return FILE_CODE.test(code);
}

/** The part before the date in the newest file code of the desk, such as H20.76; or nothing. */
export function codePrefix(codes: readonly (string | null)[]): string {
  const known = codes.find((code) => code !== null && looksLikeFileCode(code));
  return known?.split('-')[0] ?? '';
}

/**
 * A few digits become the whole code of today (19 → H20.76-261123-0019) where the desk's prefix is
 * known; anything else is kept as typed, only in capitals and without spaces.
 */
export function completeFileCode(typed: string, prefix: string, day: string): string {
  const code = typed.replace(/\s+/gu, '').toUpperCase();
  if (prefix === '' || !DIGITS_OF_A_FILE.test(code)) return code;
  return `${codeStart(prefix, day)}${code.padStart(NUMBER_WIDTH, '0')}`;
}

/** What every code of this desk begins with on a day: H20.76-261123- */
export function codeStart(prefix: string, day: string): string {
  return `${prefix}-${shortDay(day)}-`;
}

/** 2026-11-23 → 261123, the way file codes write a day. */
function shortDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${year.slice(2)}${month}${date}`;
}
