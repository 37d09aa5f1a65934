import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

const shape = {
  complexity: ['error', 8],
  'max-len': ['error', { code: 100, ignoreUrls: true }],
  'max-lines': ['error', 400],
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
};

export default tseslint.config(
  { ignores: ['dist/', 'dev-dist/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      ...shape,
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // `process.env['X']` and records read by name are indexed on purpose.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'max-lines-per-function': ['error', { max: 50 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: { 'max-lines': ['error', 200], 'no-undef': 'off' },
  },
  {
    files: ['src/**'],
    ignores: ['src/store/**', 'src/core/**'],
    rules: { 'no-restricted-globals': ['error', 'indexedDB'] },
  },
  {
    // Pure: no clock, no chance, no input or output.
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'window', 'document', 'navigator', 'indexedDB', 'localStorage', 'crypto'],
        ...['setTimeout', 'setInterval', 'performance'],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'the clock is handed in' },
        { object: 'Math', property: 'random', message: 'chance is handed in' },
      ],
    },
  },
  {
    // A message is one literal: cut in two it would lose the names of its holes to the types.
    files: ['src/i18n/*.vi.ts', 'src/i18n/*.en.ts'],
    rules: { 'max-len': 'off', 'max-lines': 'off' },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    // Made by a program: nothing in it is looked at, also where it is named among changed files.
    files: ['src/api/schema.d.ts', 'src/**/*.gen.ts'],
    processor: { meta: { name: 'generated' }, preprocess: () => [], postprocess: () => [] },
  },
);
