/** Starts the app: opens the phone's database, then mounts the first screen. Nothing else. */
import { mount } from 'svelte';

import { openLocale } from './i18n/locale.svelte.ts';
import { bootstrapped, findLastRole } from './state/session.ts';
import App from './ui/App.svelte';
import { appOf } from './ui/apps.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
// Their app is fetched while the book is opened. What could not be is asked for again when shown.
void findLastRole()
  .then((role) => (role === null ? null : appOf(role).fetch()))
  .catch(() => undefined);
await Promise.all([bootstrapped(), openLocale()]);
// Reading the book and drawing the first screen are two tasks: a touch waits for one at most.
await new Promise((resolve) => setTimeout(resolve));
mount(App, { target });
