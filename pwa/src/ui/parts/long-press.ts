/**
 * A button with two meanings: a tap, and a press that stays. The menu key and the right button
 * count as a long press, so that neither a keyboard nor a mouse is left out.
 */
import type { Attachment } from 'svelte/attachments';

const LONG_PRESS_MS = 450;
const SLIP_PX = 10;

interface Presses {
  readonly tap: () => void;
  readonly long: () => void;
}

export function longPress({ tap, long }: Presses): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasLong = false;
    let start = { x: 0, y: 0 };

    const stop = () => {
      clearTimeout(timer);
    };
    const fire = () => {
      if (wasLong) return;
      wasLong = true;
      stop();
      long();
    };
    const down = (event: PointerEvent) => {
      wasLong = false;
      start = { x: event.clientX, y: event.clientY };
      stop();
      if (event.button === 0) timer = setTimeout(fire, LONG_PRESS_MS);
    };
    const move = (event: PointerEvent) => {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLIP_PX) stop();
    };
    const click = () => {
      stop();
      if (!wasLong) tap();
      wasLong = false;
    };
    const menu = (event: Event) => {
      event.preventDefault();
      fire();
      // By the menu key no pointer was down and no click follows.
      if (!(event instanceof PointerEvent) || event.pointerType === '') wasLong = false;
    };

    const controller = new AbortController();
    const { signal } = controller;
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointercancel', stop, { signal });
    element.addEventListener('pointerleave', stop, { signal });
    element.addEventListener('click', click, { signal });
    element.addEventListener('contextmenu', menu, { signal });
    return () => {
      stop();
      controller.abort();
    };
  };
}
