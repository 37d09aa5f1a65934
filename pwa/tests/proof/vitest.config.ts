/** The phone's proof against a real server: started by tests/crash, not by `vitest run`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { __APP_VERSION__: '"proof"' },
  test: { include: ['tests/proof/*.proof.ts'], testTimeout: 120_000 },
});
