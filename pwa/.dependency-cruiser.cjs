/** The layers ui > state > {sync, store} > {api, core}; sync may use store, never the reverse. */
const below = (name, from, forbidden) => ({
  name,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: `^src/(${forbidden})(/|\\.)` },
});

module.exports = {
  forbidden: [
    below('core-is-pure', 'core', 'api|store|sync|state|ui|i18n|main|service-worker'),
    below('api-knows-only-core', 'api', 'store|sync|state|ui|i18n|main'),
    below('store-knows-no-sync', 'store', 'sync|state|ui|i18n|main'),
    below('sync-knows-no-ui', 'sync', 'state|ui|i18n|main'),
    below('state-knows-no-ui', 'state', 'ui|i18n|main'),
    below('i18n-knows-core-only', 'i18n', 'api|store|sync|state|ui|main'),
    below('ui-goes-through-state', 'ui', 'api|store|sync|main'),
    {
      name: 'core-uses-nothing',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-barrels',
      severity: 'error',
      from: {},
      to: { path: '/index[.]ts$', pathNot: '^(src/i18n|node_modules)/' },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|svelte/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.svelte', '.js', '.d.ts', '.css', '.json'] },
  },
};
