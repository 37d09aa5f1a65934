/** Waiting for the browser to have nothing better to do. */

const wait_max_ms = 1_000;

/** Resolves in a pause; also where the browser knows of none, only less considerately. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, 50);
    else
      requestIdleCallback(
        () => {
          resolve();
        },
        { timeout: wait_max_ms },
      );
  });
}
