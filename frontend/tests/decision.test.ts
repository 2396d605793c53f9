import { describe, expect, test } from "vitest";
import { draftOf, dueChoices, ownerChoices, toAct, toOther, whatChoices } from "../src/decision";
import { decidedWords, proposedWords } from "../src/outcome";
import { svDecide, type OtherKind } from "../src/svdecide";
import type { Party, Proposal } from "../src/wire";
import { aContent, aRow, START } from "./builders";

const party = (id: string, name: string, role: string): Party => ({ id, name, role, phone: null, connected: false, in_place_of: null });
const parties = [party("VC", "Vårdcentralen", "aldre_ssk"), party("HT", "Hemtjänst Ån", "hemtjanst_planerare")];
const proposal: Proposal = {
  what: "Ring", owner: "VC", owner_text: "Lindåsens vårdcentral", role: "aldre_ssk", role_text: "äldre-ssk",
  due: "2026-11-23T11:00:00Z", route: "telefon",
};
const row = aRow("a", { content: aContent({ proposal }) });

describe("three taps", () => {
  test("the proposal is chosen from the start, so that agreeing is one tap", () => {
    expect(toAct("d1", draftOf(row, parties, START), proposal)).toEqual({
      id: "d1", kind: "action", what: "Ring", owner: "VC", role: "aldre_ssk",
      due: "2026-11-23T11:00:00.000Z", until: null, reason: null, route: "telefon", journaled: null, views: [],
    });
  });

  test("the button says the decision in words", () => {
    const { what, owner, due } = draftOf(row, parties, START);
    expect(svDecide.decide(what ?? "", owner?.word ?? "", due ?? 0, START)).toBe("Besluta: Ring i dag före 12, äldre-ssk");
  });

  test("without a proposal nothing is chosen, and nothing can be decided", () => {
    const draft = draftOf(aRow("b"), parties, START);
    expect([draft, toAct("d1", draft, null)]).toEqual([{ what: null, owner: null, due: null }, null]);
  });

  test("a proposed time that has passed gives way to the next usual one", () => {
    const late = Date.parse("2026-11-23T11:30:00Z");
    expect(draftOf(row, parties, late).due).toBe(Date.parse("2026-11-23T14:00:00Z"));
  });

  test("late in the day only tomorrow is left to choose", () => {
    const evening = Date.parse("2026-11-23T22:55:00Z");
    const choices = dueChoices(null, evening).map((due) => new Date(due).toISOString());
    expect(choices).toEqual(["2026-11-24T09:00:00.000Z", "2026-11-24T15:00:00.000Z"]);
  });

  test("a unit that the rule proposes can be chosen though it is not called", () => {
    const other = { ...proposal, owner: "X", owner_text: "Minnesmottagningen", role_text: "fast vårdkontakt" };
    expect(ownerChoices(other, parties).map(({ name }) => name)).toEqual([
      "Minnesmottagningen", "Vårdcentralen", "Hemtjänst Ån",
    ]);
  });
});

describe("the other ends", () => {
  type Case = [OtherKind, string | null, string, string | null, OtherKind | null, string];
  test.each<Case>([
    ["done", null, "", null, "done", "needs no reason"],
    ["not_needed", null, "", null, null, "needs a reason"],
    ["not_needed", "Redan ordnat", "", null, "not_needed", "has one"],
    ["drop", svDecide.ownReason, "", null, null, "one's own reason must be written"],
    ["drop", svDecide.ownReason, "Flyttat", null, "drop", "and is"],
    ["defer", "Väntar på besked", "", null, null, "needs a day"],
    ["defer", "Väntar på besked", "", "2026-11-25", "defer", "has both"],
    ["lift", "Återkommer ofta", "", "2026-11-25", "lift", "a day left over from before is not sent"],
  ])("%s, %s, %o, until %s: %s (%s)", (kind, reason, text, until, made, _) => {
    expect(toOther("d1", { kind, reason, text, until, journaled: false, views: [] })?.kind ?? null).toBe(made);
  });

  test.each([
    ["done", false], ["not_needed", false], ["lift", null], ["drop", null], ["defer", null],
  ] as const)("%s is told of the record: %s", (kind, kept) => {
    const draft = { kind, reason: "Annat", text: "", until: "2026-11-25", journaled: false, views: [] };
    expect(toOther("d1", draft)?.journaled).toBe(kept);
  });

  test("only what is lifted goes with the views of those who disagree", () => {
    const views = [{ unit: "VC", text: "Kommunens" }, { unit: "BI", text: "Regionens" }];
    const draft = { reason: "Oense om ansvar", text: "", until: null, journaled: null, views };
    expect(toOther("d1", { ...draft, kind: "lift" })?.views).toEqual(views);
    expect(toOther("d1", { ...draft, kind: "drop" })?.views).toEqual([]);
  });

  test("a coded reason and a short text are one reason", () => {
    const made = toOther("d1", { kind: "lift", reason: "Resurs saknas", text: " rullator ", until: null, journaled: null, views: [] });
    expect(made?.reason).toBe("Resurs saknas: rullator");
  });
});

describe("the last line of a row", () => {
  test("is the proposal until it is decided", () => {
    expect(proposedWords(row, parties, START)).toEqual({ what: "Ring i dag före 12", who: "äldre-ssk", note: null });
  });

  test("is to seek consent while that is awaited", () => {
    const waits = aRow("a", { content: aContent({ proposal: { ...proposal, owner: "HT" }, awaiting_consent: true }) });
    expect(proposedWords(waits, parties, START)).toEqual({ what: "Inhämta samtycke i dag före 12", who: "äldre-ssk", note: null });
    expect(draftOf(waits, parties, START)).toMatchObject({ what: "Inhämta samtycke", owner: { id: "VC" } });
    expect(whatChoices(waits, parties).slice(0, 2)).toEqual(["Inhämta samtycke", "Ring"]);
    const unable = aRow("b", { content: aContent({ proposal, awaiting_consent: true, incapable: true }) });
    expect(proposedWords(unable, parties, START)?.what).toBe("Menprövat utlämnande i dag före 12");
  });

  test("names another owner than the proposed by name", () => {
    const decision = { ...toAct("d1", draftOf(row, parties, START), proposal)!, owner: "HT", role: "hemtjanst_planerare" };
    expect(decidedWords({ ...row, decision }, decision, parties, START).who).toBe("Hemtjänst Ån");
  });

  test("says why an action came back", () => {
    const decision = toAct("d1", draftOf(row, parties, START), proposal)!;
    const returned = { ...row, decision, action: { state: "returned" as const, reason: "Fel ansvarig" } };
    expect(decidedWords(returned, decision, parties, START).note).toBe("Återsänd: Fel ansvarig");
  });
});
