/* Board understands what each change makes of the board: the same function as evolve.py. */
import { never, type Board, type Change, type Row } from "./wire";

/** The board after one change. Never alters the board it was given. */
export function evolve(before: Board, change: Change): Board {
  const board = { ...before, version: before.version + 1 };
  switch (change.type) {
    case "agenda_built":
      return { ...board, rows: change.rows };
    case "row_added":
      return { ...board, rows: insert(board.rows, change.row, change.after) };
    case "row_revised":
      return withRow(board, change.row.id, (old) => ({
        ...change.row,
        decision: old.decision,
        action: old.action,
        spent: old.spent,
        new_at: change.row.new_at ?? old.new_at,
      }));
    case "row_withdrawn":
      return withRow(board, change.row, (row) => ({ ...row, withdrawn: true }));
    case "presence_set":
      return { ...board, presence: { ...board.presence, [change.party]: change.presence } };
    case "started":
      return { ...board, state: "running", started_at: change.at, ends_at: change.ends_at };
    case "row_opened":
      return { ...board, current: change.row, current_since: change.at };
    case "row_left":
      return {
        ...withRow(board, change.row, (row) => ({ ...row, spent: row.spent + change.seconds })),
        current: null,
        current_since: null,
      };
    case "decided": {
      const { decision } = change;
      const action = decision.kind === "action" ? mark("assigned") : null;
      return withRow(board, change.row, (row) => ({ ...row, decision, action }));
    }
    case "reopened":
      return withRow(board, change.row, (row) => ({ ...row, decision: null, action: null }));
    case "action_moved":
      return withRow(board, change.row, (row) => ({ ...row, action: change.action }));
    case "closed":
      return { ...board, state: "closed", closed_at: change.at };
    case "not_held":
      return { ...board, state: "not_held", closed_at: change.at };
    default:
      return never(change);
  }
}

function mark(state: "assigned"): NonNullable<Row["action"]> {
  return { state, reason: null };
}

function insert(rows: Row[], row: Row, after: string | null): Row[] {
  const others = rows.filter((known) => known.id !== row.id);
  const behind = others.findIndex((known) => known.id === after);
  const at = behind >= 0 ? behind + 1 : after === null ? 0 : others.length;
  return [...others.slice(0, at), row, ...others.slice(at)];
}

function withRow(board: Board, id: string, change: (row: Row) => Row): Board {
  return { ...board, rows: board.rows.map((row) => (row.id === id ? change(row) : row)) };
}
