/** Ways of paying and trading floors in words; a floor is called as it was called on that day. */
import { t } from '../../../../i18n/house.ts';
import type { WareForm } from '../../../../state/wares.ts';

export const payments = [
  'vietqr',
  'transfer',
  'momo',
  'viettel_money',
  'zalopay',
  'vnpay',
  'pos',
] as const;

type Payment = (typeof payments)[number];

export function paymentWord(code: string): string {
  return payments.includes(code as Payment) ? t(`pay.${code as Payment}`) : code;
}

/** Postmart became buudien.vn in 2024; Voso ended in 2023. */
const POSTMART = 'Postmart';
const BUUDIEN = 'buudien.vn';
const VOSO = 'Voso';
const RENAMED_ON = '2024-01-01';
const VOSO_ENDED_ON = '2024-01-01';

/** The floors that stood open on a day. */
export function floorsOn(day: string): string[] {
  const post = day < RENAMED_ON ? POSTMART : BUUDIEN;
  const gone = day < VOSO_ENDED_ON ? [VOSO] : [];
  return [post, ...gone, 'Shopee', 'TikTok Shop', 'Lazada', 'Sendo'];
}

/** A floor with what became of it, or what it was before. */
export function floorWord(platform: string): string {
  const key = platform.toLowerCase().replace(/\.vn$/u, '');
  if (key === 'postmart') return t('floor.postmart_then');
  if (key === 'buudien') return t('floor.postmart_now');
  return key === 'voso' ? t('floor.voso_then') : platform;
}

export const STARS = [3, 4, 5] as const;

export function emptyWare(today: string): WareForm {
  return {
    ...{ name: '', platform: '', url: '', accepts: [], ocop_stars: null },
    ...{ listed_on: today, note: '', session: null },
  };
}
