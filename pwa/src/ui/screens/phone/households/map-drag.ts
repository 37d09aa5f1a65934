/** A thumb moves the map, two fingers or a wheel zoom it, a touch that stays in place is a tap. */
import type { Attachment } from 'svelte/attachments';

interface Gestures {
  readonly move: (dx: number, dy: number) => void;
  readonly zoom: (by: number) => void;
  readonly tap: (x: number, y: number) => void;
}

const SLIP_PX = 8;

export function drag({ move, zoom, tap }: Gestures): Attachment<HTMLElement> {
  return (element) => {
    const fingers = new Map<number, { x: number; y: number }>();
    let slipped = 0;

    const spread = () => {
      const [a, b] = [...fingers.values()];
      return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
    };
    const down = (event: PointerEvent) => {
      if (fingers.size === 0) slipped = 0;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      element.setPointerCapture(event.pointerId);
    };
    const follow = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (before === undefined) return;
      const wide = spread();
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
      slipped += Math.hypot(dx, dy);
      if (fingers.size === 1) move(dx, dy);
      else if (wide > 0) zoom(spread() / wide);
    };
    const up = (event: PointerEvent) => {
      const isTap = fingers.delete(event.pointerId) && fingers.size === 0 && slipped < SLIP_PX;
      if (event.type === 'pointerup' && isTap) tap(event.offsetX, event.offsetY);
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    };

    const controller = new AbortController();
    const { signal } = controller;
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', follow, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', up, { signal });
    element.addEventListener('wheel', wheel, { signal, passive: false });
    return () => {
      controller.abort();
    };
  };
}
