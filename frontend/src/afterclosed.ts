/* Afterclosed understands a board after closed days: its groups, and what happened to a person in order. */
import { millis } from "./time";
import type { Reason, Row, Urgency } from "./wire";

export interface Group {
  /** Null on an ordinary morning: then a column is one list. */
  title: Urgency | null;
  rows: Row[];
}

/**
 * The rows of a column under calm headings, when days have been closed; nothing is moved.
 *
 * The column stands by urgency already. What comes late stands after it, under a heading of its own.
 */
export function grouped(rows: Row[], closedDays: number): Group[] {
  if (closedDays === 0) return rows.length === 0 ? [] : [{ title: null, rows }];
  const found: Group[] = [];
  for (const row of rows) {
    const title = row.urgency ?? "gra";
    const last = found.at(-1);
    if (last?.title === title) last.rows.push(row);
    else found.push({ title, rows: [row] });
  }
  return found;
}

/** What happened to a person, the first first; nothing when there is no more than one thing to tell. */
export function story(reasons: Reason[]): { at: string; text: string }[] {
  const told = reasons.flatMap(({ at, headline }) => (at === null ? [] : [{ at, text: headline }]));
  return told.length < 2 ? [] : told.sort((a, b) => millis(a.at) - millis(b.at));
}
