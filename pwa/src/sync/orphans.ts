/** Delivers the acts of before a lost PIN, which lie here as files that only the server opens. */
import { request } from '../api/client.ts';
import { dropOrphan, nextOrphan } from '../store/rescue.ts';

/** In the order of their log; what the server refuses stays for the office to look at. */
export async function deliverOrphans(): Promise<void> {
  for (let next = await nextOrphan(); next !== null; next = await nextOrphan()) {
    const reply = await request('POST', '/deliver', next.file);
    if (reply.kind !== 'ok') return;
    await dropOrphan(next);
  }
}
