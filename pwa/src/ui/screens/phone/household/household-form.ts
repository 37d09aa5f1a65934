/** The form of a house: from record to fields and back, and what is soft or hard about each. */
import type { HouseholdDetail, Location } from '../../../../state/households.ts';

export interface HouseholdForm {
  readonly head_name: string;
  readonly phone: string;
  readonly address: string;
  readonly cluster: string;
  readonly members: string;
  readonly shop: boolean;
  readonly producing: boolean;
  readonly note: string;
  readonly location: Location | null;
}

/** The server's limits, known before anything is sent. */
export const TEXT_MAX = { head_name: 200, phone: 500, address: 500, cluster: 500, note: 4000 };

const MOBILE = /^0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}$/;
const LANDLINE = /^02\d{9}$/;

export const emptyForm: HouseholdForm = {
  head_name: '',
  phone: '',
  address: '',
  cluster: '',
  members: '',
  shop: false,
  producing: false,
  note: '',
  location: null,
};

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function formOf(house: HouseholdDetail): HouseholdForm {
  const { fields } = house;
  const members = fields['members_count'];
  return {
    head_name: text(fields['head_name']),
    phone: text(fields['phone']),
    address: text(fields['address']),
    cluster: text(fields['cluster']),
    members: typeof members === 'number' ? String(members) : '',
    shop: fields['shop'] === true,
    producing: fields['producing'] === true,
    note: text(fields['note']),
    location: house.location,
  };
}

/** Only digits of a number typed with spaces, dots or +84. */
export function cleanPhone(typed: string): string {
  const digits = typed.replace(/[\s.()-]/g, '');
  return digits.startsWith('+84') ? `0${digits.slice(3)}` : digits;
}

/** A soft check: an odd number is pointed out, never refused. */
export function isPhoneOdd(typed: string): boolean {
  const phone = cleanPhone(typed);
  return phone !== '' && !MOBILE.test(phone) && !LANDLINE.test(phone);
}

function orNull(typed: string): string | null {
  const trimmed = typed.trim();
  return trimmed === '' ? null : trimmed;
}

function membersOf(typed: string): number | null {
  const digits = typed.replace(/\D/g, '').slice(0, 3);
  return digits === '' ? null : Number(digits);
}

type Value = string | number | boolean | Location | null;

/** Every field as a value of the record. */
function valuesOf(form: HouseholdForm): Record<string, Value> {
  return {
    head_name: form.head_name.trim().replace(/\s+/gu, ' '),
    phone: orNull(cleanPhone(form.phone)),
    address: orNull(form.address),
    cluster: orNull(form.cluster),
    members_count: membersOf(form.members),
    shop: form.shop,
    producing: form.producing,
    note: orNull(form.note),
    location: form.location,
  };
}

/** The fields that the person changed; for a new house those that say something. */
export function changedFields(form: HouseholdForm, before: HouseholdForm): Record<string, Value> {
  const after = valuesOf(form);
  const old = valuesOf(before);
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== old[name]));
}

/** The first field over its limit, with the limit. */
export function findTooLong(form: HouseholdForm): keyof typeof TEXT_MAX | null {
  const names = Object.keys(TEXT_MAX) as (keyof typeof TEXT_MAX)[];
  return names.find((name) => [...form[name]].length > TEXT_MAX[name]) ?? null;
}
