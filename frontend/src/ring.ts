/* Ring understands how far a row or an action has come, on one scale. */
import { never, type ActionState, type Decision, type Row } from "./wire";

export type RingKind = "open" | "now" | "decided" | "accepted" | "done" | "returned" | "dropped";

export function ringOfRow(row: Row, current: string | null): RingKind {
  if (row.withdrawn) return "dropped";
  if (row.decision === null && row.id === current) return "now";
  if (row.decision === null) return row.content.mark === "atersand" ? "returned" : "open";
  if (row.action !== null) return ringOfAction(row.action.state);
  return ringOfDecision(row.decision.kind);
}

function ringOfDecision(kind: Decision["kind"]): RingKind {
  switch (kind) {
    case "done":
      return "done";
    case "action":
    case "defer":
    case "lift":
      return "decided";
    case "drop":
    case "not_needed":
      return "dropped";
    default:
      return never(kind);
  }
}

export function ringOfAction(state: ActionState): RingKind {
  switch (state) {
    case "assigned":
      return "decided";
    case "accepted":
      return "accepted";
    case "done":
      return "done";
    case "returned":
      return "returned";
    case "dropped":
    case "withdrawn":
      return "dropped";
    default:
      return never(state);
  }
}
