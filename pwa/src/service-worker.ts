/// <reference lib="webworker" />
/**
 * Keeps the app's own files on the phone, so that it opens with no network and no server. What only
 * desk and office use is kept where one of them has been opened, so that no phone pays for it.
 *
 * It never touches /api: what is said to and heard from the server is the sync engine's business
 * alone. A new version waits until the page says so, because a form may be open.
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

const office_cache = 'tungnha-office';
/** Each has its hash: what was changed or cut on its way fails the whole installation. */
const files = self.__WB_MANIFEST as (PrecacheEntry & { is_office?: boolean })[];
/** Their names hold their hash: the same name is the same content. */
const office = new Map(
  files
    .filter(({ is_office }) => is_office === true)
    .map(({ url, integrity = '' }) => [`/${url}`, integrity]),
);

precacheAndRoute(files.filter(({ is_office }) => is_office !== true));
cleanupOutdatedCaches();
registerRoute(
  ({ url }) => office.has(url.pathname),
  async ({ request }) =>
    (await caches.match(request, { cacheName: office_cache })) ?? fetch(request),
);
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: [/^\/api(\/|$)/] }),
);

self.addEventListener('install', (event) => {
  event.waitUntil(whereKept(keepOffice));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), whereKept(dropOldOffice)]));
});
self.addEventListener('message', (event) => {
  const type = (event.data as { type?: string } | null)?.type;
  if (type === 'SKIP_WAITING') void self.skipWaiting();
  if (type === 'KEEP_OFFICE') event.waitUntil(keepOffice());
});

async function whereKept(act: () => Promise<void>): Promise<void> {
  if (await caches.has(office_cache)) await act();
}

/** All of them or none, beside those of the version that is still in use. */
async function keepOffice(): Promise<void> {
  const cache = await caches.open(office_cache);
  const kept = await keptPaths(cache);
  const missing = [...office].filter(([path]) => !kept.has(path));
  await cache.addAll(missing.map(([path, integrity]) => new Request(path, { integrity })));
}

async function dropOldOffice(): Promise<void> {
  const cache = await caches.open(office_cache);
  const kept = await keptPaths(cache);
  await Promise.all([...kept].filter((path) => !office.has(path)).map((old) => cache.delete(old)));
}

async function keptPaths(cache: Cache): Promise<Set<string>> {
  return new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
}
