/** Where each screen was scrolled to, by its place in the history, so that Back finds it again. */
import type { Attachment } from 'svelte/attachments';

const remembered = new Map<string, number>();

export function rememberScroll(key: string): Attachment<HTMLElement> {
  return (element) => {
    const top = remembered.get(key) ?? 0;
    const restore = () => {
      element.scrollTop = top;
    };
    if (top > 0) requestAnimationFrame(restore);
    const note = () => {
      remembered.set(key, element.scrollTop);
    };
    element.addEventListener('scroll', note, { passive: true });
    return () => {
      element.removeEventListener('scroll', note);
    };
  };
}
