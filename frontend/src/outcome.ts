/* Outcome understands what stands last on a row: the proposal, or the decision in words. */
import { ownerChoices, proposalOf } from "./decision";
import { sv } from "./sv";
import { svDecide } from "./svdecide";
import { before } from "./time";
import { never, type Decision, type Party, type Row } from "./wire";

export interface OutcomeWords {
  what: string;
  who: string;
  note: string | null;
}

export function proposedWords(row: Row, parties: Party[], now: number): OutcomeWords | null {
  const proposal = proposalOf(row, parties);
  if (proposal === null) return null;
  const due = proposal.due === null ? "" : ` ${before(proposal.due, now)}`;
  return { what: `${proposal.what}${due}`, who: proposal.role_text, note: null };
}

export function decidedWords(
  row: Row, decision: Decision, parties: Party[], now: number,
): OutcomeWords {
  const returned = row.action?.state === "returned";
  const note = returned ? returnedWords(row.action?.reason ?? null) : decision.reason;
  return { what: whatWords(decision, now), who: whoWords(row, decision, parties), note };
}

function returnedWords(reason: string | null): string {
  return reason === null ? sv.row.returned : `${sv.row.returned}: ${reason}`;
}

function whatWords(decision: Decision, now: number): string {
  switch (decision.kind) {
    case "action": {
      const due = decision.due === null ? "" : ` ${before(decision.due, now)}`;
      return `${decision.what ?? ""}${due}`;
    }
    case "defer":
      return svDecide.decided.defer(decision.until ?? "");
    case "done":
    case "lift":
    case "drop":
    case "not_needed":
      return svDecide.decided[decision.kind];
    default:
      return never(decision.kind);
  }
}

function whoWords(row: Row, decision: Decision, parties: Party[]): string {
  if (decision.owner === null) return "";
  const owner = ownerChoices(proposalOf(row, parties), parties).find(({ id }) => id === decision.owner);
  return owner?.word ?? "";
}
