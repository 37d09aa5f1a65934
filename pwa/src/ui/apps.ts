/** The apps of the roles. Each is fetched by those who use it, early where the role is known. */
import { appName, type AppName } from './app-name.ts';
import { fetched, type Fetched } from './fetched.ts';

const apps: Record<AppName, Fetched> = {
  phone: fetched(() => import('./screens/phone/PhoneApp.svelte')),
  desk: fetched(() => import('./screens/desk/DeskApp.svelte')),
  office: fetched(() => import('./screens/office/OfficeApp.svelte')),
};

export function appOf(role: string | undefined): Fetched {
  return apps[appName(role)];
}
