/* Replan understands which rows the room still has time for, as the clock goes: red always, then by turn. */
import { CLOSING_SECONDS } from "./timeline";
import { millis } from "./time";
import type { Board, Row, Urgency } from "./wire";
import { undecided, walk } from "./walk";

/** How a row's time is, where that is not as the agenda said: it is out, or there is some after all. */
export type Time = "out" | "after_all";

const TURN: readonly Urgency[] = ["rod", "gul", "gra"];

/**
 * The rows whose time is not as planned, by id. Nothing before the room has begun.
 *
 * As the agenda itself: the first row that does not fit ends it, so that a yellow never passes a red.
 * Only one who sees every row can be told; to others it would be made up.
 */
export function replan(board: Board, now: number): Map<string, Time> {
  const found = new Map<string, Time>();
  if (board.state !== "running") return found;
  let left = (millis(board.ends_at) - now) / 1000 - CLOSING_SECONDS - inHand(board, now);
  let full = false;
  for (const row of waiting(board)) {
    full ||= row.urgency !== "rod" && row.seconds > left;
    if (!full) left -= row.seconds;
    if (full && row.place === "now") found.set(row.id, "out");
    if (!full && row.place === "later") found.set(row.id, "after_all");
  }
  return found;
}

/** How many rows there is no time for, as the clock is now. */
export function outOfTime(board: Board, plan: Map<string, Time>): number {
  const rows = walk(board).filter((row) => undecided(row) && row.place !== "unclear");
  const out = rows.filter(({ id, place }) => place === "now" && plan.get(id) === "out");
  const later = rows.filter(({ id, place }) => place === "later" && plan.get(id) !== "after_all");
  return out.length + later.length;
}

/** What nobody has taken yet, in the order of the agenda: most urgent first, then as the room walks. */
function waiting(board: Board): Row[] {
  const rows = walk(board).filter(
    (row) => undecided(row) && row.place !== "unclear" && row.id !== board.current,
  );
  const turn = (row: Row): number => TURN.indexOf(row.urgency ?? "gra");
  return rows.sort((a, b) => turn(a) - turn(b));
}

/** Seconds that the row in hand has left of what it was reckoned to take. */
function inHand(board: Board, now: number): number {
  const row = board.rows.find(({ id }) => id === board.current);
  if (row === undefined || row.decision !== null) return 0;
  const since = board.current_since === null ? now : millis(board.current_since);
  return Math.max(0, row.seconds - row.spent - (now - since) / 1000);
}
