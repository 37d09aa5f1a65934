/** Starts the app: opens the phone's database, then mounts the first screen. Nothing else. */
import { mount } from 'svelte';

import { bootstrap } from './state/session.ts';
import App from './ui/App.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
await bootstrap();
mount(App, { target });
