/* The page about one person: how its clocks and days are said, and what its form sends. */
import { expect, test } from "vitest";
import { blank, bodyOf, lacks, of, wrong } from "../src/report";
import { sentence } from "../src/svreport";
import { svPerson } from "../src/svperson";
import type { TrackerClock } from "../src/wire";

const NOW = Date.parse("2026-11-20T06:40:00Z");

function clock(what: string, deadline: string, state: TrackerClock["state"], met: string | null = null): TrackerClock {
  return { what, deadline, state, met_at: met };
}

const said = (one: TrackerClock): string => svPerson.clock(one, NOW).replaceAll("\u00a0", " ");

test.each([
  [clock("call", "2026-11-20T09:10:00Z", "running"), "Samtal som når fram: senast i dag kl. 10.10, 2 h kvar", "hours"],
  [clock("call", "2026-11-20T07:10:00Z", "running"), "Samtal som når fram: senast i dag kl. 8.10, mindre än 1 h kvar", "soon"],
  [clock("followup", "2027-01-09T23:00:00Z", "running"), "Uppföljning: till och med lör 9 jan, 50 dygn kvar", "a midnight ends the day before"],
  [clock("sip_call", "2026-11-20T23:00:00Z", "running"), "Kallelse till SIP: till och med i dag, 16 h kvar", "tonight"],
  [clock("answer", "2026-11-19T15:00:00Z", "passed"), "Första svar: tiden gick ut, senast i går kl. 16.00", "yesterday"],
  [clock("notice", "2026-11-15T11:00:00Z", "met", "2026-11-15T08:00:00Z"), "Inskrivningsmeddelande inom 24 timmar: i tid, sön kl. 9.00", "in time"],
  [clock("call", "2026-11-19T11:00:00Z", "met_late", "2026-11-20T05:00:00Z"), "Samtal som når fram: kl. 6.00, efter tiden", "late"],
  [clock("payment", "2026-11-22T23:00:00Z", "running"), "Kommunen betalar från mån 23 nov", "a day and no time"],
  [clock("check", "2027-02-22T23:00:00Z", "running"), "Nästa årskontroll: till och med 2027-02-22, 94 dygn kvar", "another year"],
  [clock("check", "2027-10-16T22:00:00Z", "running"), "Nästa årskontroll: till och med 2027-10-16, 330 dygn kvar", "far away with its year"],
])("%o is said: %s (%s)", (one, words) => {
  expect(said(one)).toBe(words);
});

test("a step that was passed by without a word is not one that is left", () => {
  expect(svPerson.stepAt(null, true, NOW)).toBe("ingen uppgift");
  expect(svPerson.stepAt(null, false, NOW)).toBe("inte än");
  expect(svPerson.stepAt("2026-11-18T09:00:00Z", true, NOW)).toBe("ons 18 nov");
});

test("why a point is not needed is somebody's own sentence", () => {
  expect(svPerson.pointTold("not_needed", null, "kommunal primärvård", "Har redan")).toBe("behövs inte, kommunal primärvård. Har redan");
  expect(svPerson.pointTold("done", "Nora Ask", "kommunal primärvård", null)).toBe("klar, mottagen av Nora Ask, kommunal primärvård");
});

test("what came hit long after it happened says when, and what came at once does not", () => {
  expect(svPerson.came("2026-11-19T06:00:00Z", "2026-11-20T06:00:00Z", NOW)).toBe("kom hit kl.\u00a07.00");
  expect(svPerson.came("2026-11-20T01:00:00Z", "2026-11-20T06:00:00Z", NOW)).toBe("");
});

test.each([
  ["sip.created", "", { next_followup_on: "2026-11-19" }, { next_followup_on: "past" }, "yesterday is not to come"],
  ["sip.created", "", { next_followup_on: "2026-11-20" }, {}, "today may be"],
  ["sip.created", "2026-11-21", {}, { when: "ahead" }, "tomorrow has not been"],
  ["medical_plan.recorded", "2026-11-20", {}, {}, "today has"],
  ["samsa.pud_changed", "", { new: "2026-11-19T10:00" }, { new: "past" }, "going home yesterday"],
  ["samsa.pud_changed", "2026-11-20T07:41", { new: "2026-11-20T06:00" }, { when: "ahead" }, "a minute ahead"],
] as const)("%s told of %j with %j is wrong by %j: %s", (kind, when, values, found, _why) => {
  const draft = { ...of(blank("6f0a3c1e-0000-4000-8000-000000000003", []), kind), when, values };
  expect(wrong(draft, NOW)).toEqual(found);
});

test("why a point is not needed is asked and sent of a point that is not", () => {
  const whom = { name: "Gunborg Öhrnäs", row: null };
  const draft = { ...of({ ...blank("6f0a3c1e-0000-4000-8000-000000000002", []), topic: "hemgang" }, "checklist.point_set"), whom };
  const told = (state: string) => ({ ...draft, values: { point: "Syn", state, reason: "Har redan" } });
  expect(bodyOf(told("not_needed"), NOW).fields).toMatchObject({ state: "not_needed", reason: "Har redan" });
  expect(bodyOf(told("done"), NOW).fields).toMatchObject({ state: "done", reason: "" });
  expect(sentence(told("done"), {}, NOW)).not.toContain("Har redan");
});

test("what is important is sent as it is written, and an empty line takes it back", () => {
  const whom = { name: "Gunborg Öhrnäs", row: null };
  const draft = { ...of({ ...blank("6f0a3c1e-0000-4000-8000-000000000001", []), topic: "viktigt" }, "person.important"), whom };
  expect(lacks(draft)).toBe("send");
  expect(bodyOf(draft, NOW).fields).toEqual({ text: "" });
  expect(sentence(draft, {}, NOW)).toBe("Gunborg Öhrnäs. Viktigt för mig. Tas bort. Nu, kl. 7.40.");
  const written = { ...draft, values: { text: " Vill bo hemma. " } };
  expect(bodyOf(written, NOW).fields).toEqual({ text: "Vill bo hemma." });
});
