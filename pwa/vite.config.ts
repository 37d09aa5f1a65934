import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

import { chunks } from './tools/chunks.ts';
import { listOfficeFiles } from './tools/roles.mjs';
import { sealFiles } from './tools/seal.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const server = process.env['TUNGNHA_SERVER'] ?? 'http://127.0.0.1:8000';

/** With the hash of each, which the browser compares. */
function seal<T extends { url: string }>(manifest: T[]): { manifest: T[] } {
  return { manifest: sealFiles(manifest, fileURLToPath(new URL('dist', import.meta.url))) };
}

/** Tells the service worker which files only desk and office use. */
function markOffice<T extends { url: string }>(manifest: T[]): { manifest: T[] } {
  const office = listOfficeFiles();
  return {
    manifest: manifest.map((each) => (office.has(each.url) ? { ...each, is_office: true } : each)),
  };
}

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      injectRegister: false,
      registerType: 'prompt',
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2,webmanifest}'],
        manifestTransforms: [markOffice, seal],
      },
      manifest: {
        id: '/',
        name: 'Từng Nhà',
        short_name: 'Từng Nhà',
        description: 'Sổ ghi của Tổ công nghệ số cộng đồng, dùng được khi không có mạng.',
        lang: 'vi',
        dir: 'ltr',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        theme_color: '#F5F1E8',
        background_color: '#F5F1E8',
        icons: [
          {
            src: '/icon-maskable-512.png',
            sizes: '512x512',
            type: 'image/png',
            purpose: 'maskable',
          },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/logo.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
        ],
      },
    }),
  ],
  build: {
    target: 'es2022',
    // tools/sizes.mjs reads which file fetches which.
    manifest: true,
    // A data: URL in a style sheet would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Lists of names alone: without this the shell would fetch what only desk and office use.
      treeshake: {
        moduleSideEffects: (id) =>
          !/svelte\/src\/(reactivity|internal\/client\/(index|dom))/.test(id),
      },
      output: {
        codeSplitting: { groups: chunks, includeDependenciesRecursively: false },
      },
    },
  },
  server: { proxy: { '/api': server } },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    sequence: { shuffle: true },
    // Hundreds of tried examples, on a machine that may be busy with the rest of the checks.
    testTimeout: 30_000,
  },
});
