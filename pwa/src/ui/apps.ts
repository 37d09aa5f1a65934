/** The apps of the roles. Each is fetched by those who use it, early where the role is known. */
import { fetched, type Fetched } from './fetched.ts';

export const phone = fetched(() => import('./screens/phone/PhoneApp.svelte'));
export const desk = fetched(() => import('./screens/desk/DeskApp.svelte'));
export const office = fetched(() => import('./screens/office/OfficeApp.svelte'));

export function appOf(role: string | undefined): Fetched {
  if (role === 'desk') return desk;
  return role === 'commune_admin' || role === 'province_admin' ? office : phone;
}
