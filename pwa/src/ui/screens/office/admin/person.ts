/** A person between the form's texts and what the server takes. */
import type { Role, Staff, StaffFields } from '../../../../state/office/staff.ts';
import type { FormValues } from './form.ts';

export function valuesOf(person: Staff | null): FormValues {
  if (person === null) return { role: 'volunteer', active: '1' };
  const { full_name, username, role, units, phone, active } = person;
  return {
    ...{ full_name, username, role, units: units.join(' '), phone: phone ?? '' },
    ...{ password: '', active: active ? '1' : '' },
  };
}

/** The ticked units in the order of their ids, as the server lists them. */
export function unitsOf({ units = '' }: FormValues): readonly string[] {
  return units.split(' ').filter(Boolean).sort();
}

/** `only` is the one unit that the role leaves to choose, null where units were ticked. */
export function fieldsOf(given: FormValues, only: string | null): StaffFields {
  const { full_name = '', username = '', phone = '', password = '' } = given;
  return {
    ...{ full_name, username, phone: phone === '' ? null : phone, role: given['role'] as Role },
    ...{ units: only === null ? unitsOf(given) : [only], active: given['active'] === '1' },
    ...(password === '' ? {} : { password }),
  };
}
