/* Presence understands whether somebody is at the page: it says so once a minute, and locks when not. */
import { api } from "./api";
import { heard, place } from "./session.svelte";

const SAY_MS = 60_000;
const LOOK_MS = 5_000;

/** What is carried about and touched; it is locked sooner than what stands on a desk. */
export const device = (): "desk" | "tablet" =>
  matchMedia("(pointer: coarse) and (hover: none)").matches ? "tablet" : "desk";

/** Follows what the reader does until told to stop. Time that the machine slept counts as away. */
export function follow(): () => void {
  let touched = Date.now();
  let said = touched;
  const touch = (): void => {
    // Whoever comes back to a page that should have locked must not wake it.
    if (!away()) touched = Date.now();
  };
  const away = (): boolean => {
    const idle = place.session?.idle_seconds ?? 0;
    return idle > 0 && Date.now() - touched >= idle * 1000;
  };
  const look = (): void => {
    if (place.session === null) {
      touched = said = Date.now();
      return;
    }
    if (away()) void place.signOut();
    else if (touched > said && Date.now() - said >= SAY_MS) {
      said = Date.now();
      void api.seen().catch(heard);
    }
  };
  const timer = setInterval(look, LOOK_MS);
  const kinds = ["pointerdown", "keydown", "wheel"] as const;
  for (const kind of kinds) addEventListener(kind, touch, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    for (const kind of kinds) removeEventListener(kind, touch, { capture: true });
  };
}
