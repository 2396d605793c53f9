/* Timeline understands the time bar: one segment per person, and how far the room has come. */
import { column, SECTIONS } from "./walk";
import type { Board, Row, Section } from "./wire";

export const OPENING_SECONDS = 60;
export const CLOSING_SECONDS = 60;

export type Fill = "done" | "now" | "left" | "hidden";

const LEAST_SPAN = 300;
const MINUTE_MS = 60_000;

/** `from` and `seconds` count from the start of the quarter. */
export interface Segment {
  id: string;
  from: number;
  seconds: number;
  fill: Fill;
  frame: boolean;
  alarm: boolean;
  fresh: boolean;
}

export interface Part {
  section: Section;
  from: number;
  to: number;
  segments: Segment[];
}

/** The three parts of the bar; opening stands first in the first, closing last in the last. */
export function parts(board: Board): Part[] {
  let at = 0;
  const started = board.started_at !== null;
  const ended = started && board.closed_at !== null;
  return SECTIONS.map((section, index) => {
    const from = at;
    const segments: Segment[] = [];
    const add = (segment: Omit<Segment, "from">): void => {
      segments.push({ ...segment, from: at });
      at += segment.seconds;
    };
    if (index === 0) add(frame("opening", OPENING_SECONDS, started));
    for (const row of column(board, section)) {
      if (!row.withdrawn) add(segmentOf(row, board.current));
    }
    if (index === SECTIONS.length - 1) add(frame("closing", CLOSING_SECONDS, ended));
    return { section, from, to: at, segments };
  });
}

/** How many seconds the width of a part stands for: the same in all three. */
export function spanOf(all: Part[]): number {
  return Math.max(LEAST_SPAN, ...all.map((part) => part.to - part.from));
}

function frame(id: string, seconds: number, past: boolean): Omit<Segment, "from"> {
  return { id, seconds, fill: past ? "done" : "left", frame: true, alarm: false, fresh: false };
}

function segmentOf(row: Row, current: string | null): Omit<Segment, "from"> {
  const fill = fillOf(row, current);
  return {
    id: row.id,
    seconds: row.seconds,
    fill,
    frame: false,
    alarm: row.urgency === "rod" && fill !== "done",
    fresh: row.new_at !== null && fill === "left",
  };
}

function fillOf(row: Row, current: string | null): Fill {
  if (row.decision !== null) return "done";
  if (row.id === current) return "now";
  return row.content.awaiting_consent ? "hidden" : "left";
}

/** Seconds since the huddle was started; null before that. Stands still when it is closed. */
export function elapsed(board: Board, now: number): number | null {
  if (board.started_at === null) return null;
  const end = board.closed_at === null ? now : Math.min(now, Date.parse(board.closed_at));
  return Math.max(0, (end - Date.parse(board.started_at)) / 1000);
}

/**
 * Where the arrow stands among the segments, 0..total; null when there is no arrow to draw.
 *
 * It is the server's now for one who sees every row. To others the widths do not add up to the
 * quarter, so it stands on the row that is taken up, if they see it.
 */
export function arrow(board: Board, now: number, complete: boolean): number | null {
  const gone = elapsed(board, now);
  if (gone === null || board.state !== "running") return null;
  const all = parts(board);
  if (complete) return Math.min(gone, all.at(-1)?.to ?? 0);
  const segment = all.flatMap((part) => part.segments).find(({ id }) => id === board.current);
  const row = board.rows.find(({ id }) => id === board.current);
  if (segment === undefined || row === undefined) return null;
  return segment.from + Math.min(segment.seconds, spentOn(board, row, now));
}

/**
 * Seconds the room is behind its plan; negative when it is ahead.
 *
 * What has been taken counts with what it was planned to take, the row under way with what has
 * been spent on it but never more than its plan. Slack at the end is not being behind.
 */
export function behind(board: Board, now: number): number {
  const gone = elapsed(board, now);
  if (gone === null) return 0;
  const taken = Math.min(gone, OPENING_SECONDS) + secondsTaken(board, now);
  const planned = (parts(board).at(-1)?.to ?? 0) - CLOSING_SECONDS;
  return Math.min(gone, planned) - taken;
}

function secondsTaken(board: Board, now: number): number {
  let sum = 0;
  for (const section of SECTIONS) {
    for (const row of column(board, section)) {
      if (row.withdrawn) continue;
      if (row.decision !== null) sum += row.seconds;
      else if (row.id === board.current) sum += Math.min(row.seconds, spentOn(board, row, now));
    }
  }
  return sum;
}

function spentOn(board: Board, row: Row, now: number): number {
  const since = board.current_since === null ? now : Date.parse(board.current_since);
  return row.spent + Math.max(0, (now - since) / 1000);
}

export interface Tick {
  at: number;
  label: string | null;
}

/** The whole minutes of the clock within one part; every fifth says which it is. None where no time is. */
export function ticks(part: Part, start: number, clock: (instant: number) => string | null): Tick[] {
  const marks: Tick[] = [];
  if (part.to === part.from) return marks;
  const first = Math.ceil((start + part.from * 1000) / MINUTE_MS);
  const last = Math.floor((start + part.to * 1000) / MINUTE_MS);
  for (let minute = first; minute <= last; minute += 1) {
    const instant = minute * MINUTE_MS;
    marks.push({ at: (instant - start) / 1000, label: minute % 5 === 0 ? clock(instant) : null });
  }
  return marks;
}
