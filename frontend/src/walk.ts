/* Walk understands in which order the room takes the rows, and what is left of them. */
import type { Board, Row, Section, Snapshot } from "./wire";

export const SECTIONS: readonly Section[] = ["sedan_sist", "idag", "kommande"];

/** The rows of one column, in their order. */
export function column(board: Board, section: Section): Row[] {
  return board.rows.filter((row) => row.place === "now" && row.section === section);
}

export function placed(board: Board, place: Row["place"]): Row[] {
  return board.rows.filter((row) => row.place === place);
}

/** The row the room has in hand. */
export function taken(board: Board): Row | null {
  if (board.state !== "running") return null;
  return board.rows.find(({ id }) => id === board.current) ?? null;
}

/** A column of the wall: its rows, and the one that is taken up from below the columns. */
export function wallColumn(board: Board, section: Section): Row[] {
  const row = taken(board);
  const lent = row !== null && row.place !== "now" && (row.section ?? SECTIONS[0]) === section;
  return lent ? [...column(board, section), row] : column(board, section);
}

/** Those below the columns of the wall: all but the one that is taken up. */
export function wallPlaced(board: Board, place: Row["place"]): Row[] {
  return placed(board, place).filter((row) => row !== taken(board));
}

/** Every row that can be taken up, as the eye moves: the columns, then what stands below them. */
export function walk(board: Board): Row[] {
  return [
    ...SECTIONS.flatMap((section) => column(board, section)),
    ...placed(board, "later"),
    ...placed(board, "unclear"),
  ];
}

/**
 * Whether these are all the rows of the agenda. Only the convenor knows that they are: to anyone
 * else the sum of the rows is not the quarter, and nothing may be concluded from it.
 */
export function seesAll(snapshot: Snapshot): boolean {
  return snapshot.leads;
}

export function undecided(row: Row): boolean {
  return row.decision === null && !row.withdrawn && row.place !== "mine";
}

/** "4 av 5": how many of the rows have been settled. */
export function settled(rows: Row[]): { done: number; of: number } {
  const live = rows.filter((row) => !row.withdrawn);
  return { done: live.filter((row) => row.decision !== null).length, of: live.length };
}

/** How many of the rows the room has lifted to the week. */
export function lifts(board: Board): number {
  return board.rows.filter((row) => row.decision?.kind === "lift").length;
}
