/** A newer version of the app: tells that it waits, and changes over only when asked. */
import { readonly, writable } from 'svelte/store';

import type { Live } from './live.ts';

const script = '/service-worker.js';
const ready = writable(false);
let waiting: ServiceWorker | null = null;

/** True when a newer version is on the phone and waits to be taken. */
export const updateReady: Live<boolean> = readonly(ready);

interface ScriptPolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** Installs the service worker; called once at start. */
export function watchForUpdates(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  void navigator.serviceWorker.register(trusted(script)).then((registration) => {
    note(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed' && navigator.serviceWorker.controller) note(worker);
      });
    });
  });
}

/** Keeps the desk's and the office's own files on this machine too, so that they open offline. */
export function keepOffice(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  void navigator.serviceWorker.ready.then(({ active }) => {
    active?.postMessage({ type: 'KEEP_OFFICE' });
  });
}

/** The one script address that the content security policy lets this app load by name. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: ScriptPolicies };
  if (trustedTypes === undefined) return url;
  const policy = trustedTypes.createPolicy('tungnha', {
    createScriptURL: (asked) => (asked === script ? asked : ''),
  });
  return policy.createScriptURL(url);
}

function note(worker: ServiceWorker | null): void {
  if (worker === null) return;
  waiting = worker;
  ready.set(true);
}

/** Changes over and reloads; drafts are in the database, so nothing typed is lost. */
export async function applyUpdate(): Promise<void> {
  if (waiting === null) return;
  const changed = new Promise<void>((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      resolve();
    });
  });
  waiting.postMessage({ type: 'SKIP_WAITING' });
  await changed;
  globalThis.location.reload();
}
