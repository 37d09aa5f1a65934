/** Which app a role works in, known without fetching any of them. */
export type AppName = 'phone' | 'desk' | 'office';

export function appName(role: string | undefined): AppName {
  if (role === 'desk') return 'desk';
  return role === 'commune_admin' || role === 'province_admin' ? 'office' : 'phone';
}
