/** Starts the app: opens the phone's database, then mounts the first screen. Nothing else. */
import { mount } from 'svelte';

import { openLocale } from './i18n/locale.svelte.ts';
import { bootstrapped } from './state/session.ts';
import App from './ui/App.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
await Promise.all([bootstrapped(), openLocale()]);
mount(App, { target });
