/* Timer understands what the huddle's clock says in words: how much is left, and if we keep pace. */
import { sv } from "./sv";
import { behind } from "./timeline";
import { millis } from "./time";
import type { Board } from "./wire";

export interface TimerWords {
  left: string;
  out: boolean;
  pace: string | null;
  late: boolean;
}

/**
 * "7 min kvar" and "1 min efter"; null while no huddle is running.
 *
 * Only one who sees every row can be told the pace; to others it would be made up.
 */
export function timerWords(board: Board, now: number, complete: boolean): TimerWords | null {
  if (board.state !== "running") return null;
  const left = minutesLeft(board, now);
  const off = minutesBehind(board, now);
  const pace = off === 0 ? sv.timer.even : off > 0 ? sv.timer.late(off) : sv.timer.early(-off);
  const even = off === 0 && left <= 0;
  return {
    left: leftWords(board, now, left),
    out: left <= 0,
    pace: complete && !even ? pace : null,
    late: off > 0,
  };
}

/** Whole minutes left, the one under way counted in. */
export function minutesLeft(board: Board, now: number): number {
  return Math.ceil((millis(board.ends_at) - now) / 60_000);
}

/** Whole minutes behind the plan; negative when ahead. */
export function minutesBehind(board: Board, now: number): number {
  return Math.trunc(behind(board, now) / 60);
}

function leftWords(board: Board, now: number, left: number): string {
  if (left > 0) return sv.timer.left(left);
  const over = Math.floor((now - millis(board.ends_at)) / 60_000);
  return over < 1 ? sv.timer.out : sv.timer.over(over);
}

/** What is read out, once a minute; null when there is nothing to say. */
export function spoken(board: Board, now: number, complete: boolean): string | null {
  if (board.state !== "running") return null;
  const left = minutesLeft(board, now);
  if (left <= 0) return sv.timer.spokenOut;
  const off = complete ? minutesBehind(board, now) : 0;
  const words = sv.timer.spokenLeft(left);
  return off > 0 ? `${words}, ${sv.timer.spokenLate(off)}` : words;
}
