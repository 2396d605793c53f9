/* Boardkeys understands how the keyboard moves over the board. */

/** What the board does on a key; each answers whether the key meant something there. */
export interface KeyTarget {
  panel(key: string): boolean;
  help(): void;
}

const DOWN = ["j", "ArrowDown"];
const UP = ["k", "ArrowUp"];

/** Handles one key press; true when it was ours. */
export function press(event: KeyboardEvent, target: KeyTarget): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const at = event.target instanceof HTMLElement ? event.target : document.body;
  if (at.closest("dialog, .menu, [role=tablist]")) return false;
  if (at.matches("input:not([type=radio]), textarea, select")) {
    return event.key === "Escape" && target.panel("Escape");
  }
  const step = DOWN.includes(event.key) ? 1 : UP.includes(event.key) ? -1 : 0;
  const arrow = event.key.startsWith("Arrow");
  if (step !== 0) {
    const panel = at.closest<HTMLElement>("[data-panel]");
    if (arrow && panel) return at.matches("[type=radio]") ? false : within(panel, at, step);
    if (arrow && at !== document.body && !at.closest("[data-row]")) return false;
    return toRow(at, step);
  }
  if (event.key === "?") {
    target.help();
    return true;
  }
  return target.panel(event.key);
}

function within(panel: HTMLElement, at: HTMLElement, step: number): boolean {
  const stops = [...panel.querySelectorAll<HTMLElement>("button:not(:disabled), input")];
  stops[stops.indexOf(at) + step]?.focus();
  return true;
}

function toRow(at: HTMLElement, step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const here = at.closest<HTMLElement>("[data-row]");
  const current = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const from = here === null ? (current >= 0 ? current - step : step > 0 ? -1 : rows.length) : rows.indexOf(here);
  return focusRow(rows[from + step]);
}

export function focusRow(row: HTMLElement | null | undefined): boolean {
  const name = row?.querySelector<HTMLElement>(".name");
  name?.focus();
  row?.scrollIntoView({ block: "nearest" });
  return name !== undefined && name !== null;
}
