/* Decision understands how a proposal becomes a decision: what, who and when, or something else. */
import { sv } from "./sv";
import { svConsents } from "./svconsents";
import { svDecide, type OtherKind } from "./svdecide";
import { addDays, atLocal, localDay, millis } from "./time";
import type { Decision, Party, Proposal, Row } from "./wire";

/** Who obtains consent: the elder-care nurse of the centre. */
const CONSENT_ROLE = "aldre_ssk";

/** Whether the room has to decide the row before it leaves. */
export function forced(row: Row): boolean {
  return row.content.forced;
}

export interface Draft {
  what: string | null;
  owner: Owner | null;
  due: number | null;
}

/** Who may own an action: a called party, or the unit the rule proposes. */
export interface Owner {
  id: string;
  name: string;
  role: string;
  /** How the room calls it: by role when the rule proposed it, otherwise by name. */
  word: string;
}

/** What is proposed to the room. While consent is awaited, that comes before anything else. */
export function proposalOf(row: Row, parties: Party[]): Proposal | null {
  const { proposal, awaiting_consent, incapable } = row.content;
  if (!awaiting_consent) return proposal;
  const nurse = parties.find(({ role }) => role === CONSENT_ROLE);
  return {
    what: incapable ? svConsents.disclose : sv.row.getConsent,
    owner: nurse?.id ?? null,
    owner_text: nurse?.name ?? "",
    role: CONSENT_ROLE,
    role_text: sv.row.getConsentRole,
    due: proposal?.due ?? null,
    route: null,
  };
}

/** The proposal as a draft, so that agreeing is one tap. */
export function draftOf(row: Row, parties: Party[], now: number): Draft {
  const proposal = proposalOf(row, parties);
  if (proposal === null) return { what: null, owner: null, due: null };
  const owners = ownerChoices(proposal, parties);
  const owner =
    owners.find(({ id }) => id === proposal.owner) ??
    owners.find(({ role }) => role === proposal.role) ??
    null;
  return { what: proposal.what, owner, due: proposedDue(proposal, now) };
}

function proposedDue(proposal: Proposal, now: number): number | null {
  const due = proposal.due === null ? null : millis(proposal.due);
  return due !== null && due > now ? due : (dueChoices(proposal, now)[0] ?? null);
}

export function whatChoices(row: Row, parties: Party[]): string[] {
  const proposed = [proposalOf(row, parties), row.content.proposal];
  const first = proposed.flatMap((each) => (each === null ? [] : [each.what]));
  return [...new Set([...first, ...svDecide.whats])];
}

export function ownerChoices(proposal: Proposal | null, parties: Party[]): Owner[] {
  const called = parties.map(({ id, name, role }) => {
    if (proposal === null || id !== proposal.owner) return { id, name, role, word: name };
    return { id, name, role: proposal.role, word: proposal.role_text };
  });
  if (proposal === null || proposal.owner === null) return called;
  if (called.some(({ id }) => id === proposal.owner)) return called;
  const { owner: id, owner_text: name, role, role_text: word } = proposal;
  return [{ id, name, role, word }, ...called];
}

/** The proposed time and the usual ones, as long as they have not passed. */
export function dueChoices(proposal: Proposal | null, now: number): number[] {
  const today = localDay(now);
  const tomorrow = addDays(today, 1);
  const usual = [
    ...["10:00", "12:00", "15:00", "16:00"].map((time) => atLocal(today, time)),
    ...["10:00", "16:00"].map((time) => atLocal(tomorrow, time)),
  ];
  const proposed = proposal?.due == null ? [] : [millis(proposal.due)];
  return [...new Set([...proposed, ...usual])].filter((due) => due > now).sort((a, b) => a - b);
}

/** The decision to act, or null as long as something is missing. */
export function toAct(id: string, draft: Draft, proposal: Proposal | null): Decision | null {
  if (draft.what === null || draft.owner === null || draft.due === null) return null;
  return {
    ...blank(id, "action"),
    what: draft.what,
    owner: draft.owner.id,
    role: draft.owner.role,
    due: new Date(draft.due).toISOString(),
    // The way follows from who: another owner than the proposed is reached in another way.
    route: draft.owner.id === proposal?.owner ? proposal.route : null,
  };
}

export interface OtherDraft {
  kind: OtherKind;
  reason: string | null;
  text: string;
  until: string | null;
  /** Of a clinical end by licensed staff: whether it stands in the record. */
  journaled: boolean | null;
  /** Of a disagreement on responsibility: how each sees it. */
  views: Decision["views"];
}

/** The ends by which a need is met or is none: what licensed staff answer for in the record. */
export function isClinical(kind: OtherKind): boolean {
  return kind === "done" || kind === "not_needed";
}

/** Any of the other ends, or null as long as its reason or day is missing. */
export function toOther(id: string, draft: OtherDraft): Decision | null {
  const reason = reasonOf(draft);
  if (draft.kind !== "done" && reason === null) return null;
  if (draft.kind === "defer" && draft.until === null) return null;
  return {
    ...blank(id, draft.kind),
    reason,
    until: draft.kind === "defer" ? draft.until : null,
    journaled: isClinical(draft.kind) ? draft.journaled : null,
    views: draft.kind === "lift" ? draft.views : [],
  };
}

function reasonOf({ reason, text }: OtherDraft): string | null {
  const more = text.trim();
  if (reason === null || reason === svDecide.ownReason) return more === "" ? null : more;
  return more === "" ? reason : `${reason}: ${more}`;
}

function blank(id: string, kind: Decision["kind"]): Decision {
  return {
    id, kind, what: null, owner: null, role: null, due: null, until: null, reason: null, route: null,
    journaled: null, views: [],
  };
}
