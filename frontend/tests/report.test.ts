import { expect, test } from "vitest";
import {
  about, blank, bodyOf, done, kindsOf, KINDS, lacks, localTime, of, placeOf, tick, topics, type Draft,
} from "../src/report";
import { sentence, svReport } from "../src/svreport";

const NOW = Date.parse("2026-11-20T06:41:00Z");
const ID = "6f0a3c1e-0000-4000-8000-000000000001";
const PLANNER = ["hemtjanst.deviation"];
const NURSE = ["phone.contact", "cfs.assessed", "samsa.pud_changed", "samsa.avbrott", "sip.held", "consent.given"];
const GUNBORG = { name: "Gunborg Öhrnäs", row: { centre: "c", day: "2026-11-20", id: "r1" } };

function draft(kind: string, values: Record<string, string>, facts: Partial<Draft> = {}): Draft {
  const begun = of({ ...blank(ID, []), topic: KINDS[kind]?.topic ?? null }, kind);
  return { ...begun, whom: GUNBORG, ...facts, values: { ...begun.values, ...values } };
}

test("a role with one thing to tell is not asked what it is about", () => {
  expect(topics(PLANNER)).toEqual(["avvikelse"]);
  expect(blank(ID, PLANNER).kind).toBe("hemtjanst.deviation");
  expect(topics(NURSE)).toEqual(["telefon", "samsa", "cfs", "sip", "samtycke"]);
  expect(blank(ID, NURSE).kind).toBeNull();
  expect(kindsOf("samsa", NURSE)).toEqual(["samsa.pud_changed", "samsa.avbrott"]);
});

test("four taps: whom, what, how serious, send", () => {
  let told = blank(ID, PLANNER);
  const steps = [lacks(told)];
  told = { ...told, whom: GUNBORG };
  steps.push(lacks(told));
  told = { ...told, values: { kind: "fall" } };
  steps.push(lacks(told));
  told = { ...told, values: { kind: "fall", severity: "now" } };
  steps.push(lacks(told));
  expect(steps).toEqual(["whom", "what", "how", "send"]);
  expect(bodyOf(told, NOW)).toEqual({
    id: ID, kind: "hemtjanst.deviation", fields: { kind: "fall", severity: "now" },
    number: null, row: GUNBORG.row, at: "2026-11-20T06:41:00.000Z", informed: false,
  });
});

test("another topic begins anew, of the same person", () => {
  const told = about(draft("cfs.assessed", { score: "6" }, { when: "2026-11-01" }), "sip", NURSE);
  expect([told.whom, told.kind, told.values, told.when]).toEqual([GUNBORG, "sip.held", {}, ""]);
});

// kind, what was filled in, when, the fields sent, at, why
test.each<[string, Record<string, string>, string, Record<string, unknown>, string, string]>([
  ["cfs.assessed", { score: "6" }, "", { score: 6, context: "habitual", assessed_on: "2026-11-20" },
    "2026-11-20T06:41:00.000Z", "today is told as now, never as ahead of us"],
  ["cfs.assessed", { score: "7", context: "acute" }, "2026-10-02", { score: 7, context: "acute", assessed_on: "2026-10-02" },
    "2026-10-02T10:00:00.000Z", "an earlier day is told as its noon, in summer time"],
  ["samsa.pud_changed", { new: "2026-11-23T16:30" }, "", { new: "2026-11-23T15:30:00.000Z", sent_at: "2026-11-20T06:41:00.000Z" },
    "2026-11-20T06:41:00.000Z", "local time becomes an instant"],
  ["samsa.avbrott", {}, "2026-11-19T22:15", {}, "2026-11-19T21:15:00.000Z", "nothing but when"],
  ["sip.created", { next_followup_on: "2027-02-20" }, "", { valid_from: "2026-11-20", next_followup_on: "2027-02-20" },
    "2026-11-20T06:41:00.000Z", "a day to come stays a day"],
  ["sip.created", { parties: "aldre_ssk tandvard anhorig" }, "", { valid_from: "2026-11-20", parties: ["aldre_ssk", "tandvard", "anhorig"] },
    "2026-11-20T06:41:00.000Z", "who is with"],
  ["sip.created", {}, "", { valid_from: "2026-11-20" }, "2026-11-20T06:41:00.000Z", "what is not known is not sent"],
  ["consent.given", { purpose: "sip", told: "ja" }, "", { purpose: "sip", start: "2026-11-20T06:41:00.000Z" },
    "2026-11-20T06:41:00.000Z", "that the person was told is asked, and is no field"],
  ["medical_plan.recorded", { items: "behandlingsbegransningar amp" }, "", { items: ["behandlingsbegransningar", "amp"], on: "2026-11-20" },
    "2026-11-20T06:41:00.000Z", "what is ticked is a list"],
  ["medical_plan.recorded", {}, "2026-11-19", { on: "2026-11-19" }, "2026-11-19T11:00:00.000Z", "that there is a plan"],
  ["svod.objected", {}, "2026-11-19", { on: "2026-11-19" }, "2026-11-19T11:00:00.000Z", "an objection holds from a day"],
])("%s with %j at %j", (kind, values, when, fields, at) => {
  const body = bodyOf(draft(kind, values, { when }), NOW);
  expect([body.fields, body.at]).toEqual([fields, at]);
});

test("a notice names those who stand in it, and nobody by default", () => {
  const told = draft("samsa.inskrivningsmeddelande", {});
  expect(lacks(told)).toBe("how");
  const full = { ...told, units: ["u2", "u1"] };
  expect([lacks(full), bodyOf(full, NOW).fields["recipients"]]).toEqual(["send", ["u2", "u1"]]);
});

test("what is ticked stands in the form's own order, and leaves with another tap", () => {
  const [items] = KINDS["medical_plan.recorded"]?.fields ?? [];
  if (items === undefined) throw new Error("the plan has no items");
  const two = tick(items, tick(items, "", "amp"), "apodos");
  expect([two, tick(items, two, "amp")]).toEqual(["apodos amp", "apodos"]);
});

test("no consent is told before the person has been told", () => {
  expect(lacks(draft("consent.given", { purpose: "sip" }))).toBe("how");
  expect(lacks(draft("consent.given", { purpose: "sip", told: "ja" }))).toBe("send");
  expect(lacks(draft("consent.refused", { purpose: "sip" }))).toBe("send");
});

test("that the person was told goes along with the yes", () => {
  const asked = draft("consent.given", { purpose: "sammanhallen" });
  expect(bodyOf(asked, NOW).informed).toBe(false);
  expect(bodyOf({ ...asked, values: { ...asked.values, told: "ja" } }, NOW).informed).toBe(true);
});

test("a number written by hand goes in the body, and only where nobody is picked", () => {
  const told = draft("sip.held", {}, { whom: null, number: " 19340304T027 " });
  expect([lacks(told), bodyOf(told, NOW).number, bodyOf(told, NOW).row]).toEqual(["send", "19340304T027", null]);
  expect(lacks({ ...told, number: "  " })).toBe("whom");
});

test("what is asked of a step is what makes it done", () => {
  const told = draft("hemtjanst.deviation", { kind: "fall" });
  expect((["whom", "what", "how"] as const).map((step) => done(told, step))).toEqual([true, true, false]);
});

test.each<[string, string, string]>([
  ["number", "sip.held", "number"],
  ["held_at", "sip.held", "when"],
  ["time", "phone.contact", "when"],
  ["score", "cfs.assessed", "score"],
  ["unit_hsa_id", "cfs.assessed", ""],
])("the server's %s of %s stands at %j", (field, kind, place) => {
  expect(placeOf(field, kind)).toBe(place);
});

test.each<[Draft, string]>([
  [draft("hemtjanst.deviation", { kind: "fall", severity: "now" }),
    "Gunborg Öhrnäs. Har fallit. Behöver bedömas nu. Nu, kl. 7.41."],
  [draft("cfs.assessed", { score: "6" }, { when: "2026-11-19" }),
    "Gunborg Öhrnäs. CFS 6, måttligt skör. Som personen brukar vara. I går."],
  [draft("samsa.inskrivningsmeddelande", { pud: "2026-11-23T08:30" }, { units: ["u1"], when: "2026-11-20T06:05" }),
    "Gunborg Öhrnäs. Inskrivningsmeddelande. Till Hemtjänst Ån. Beräknad utskrivning mån 23 nov kl. 8.30. Kl. 6.05."],
  [draft("medical_plan.recorded", { items: "behandlingsbegransningar amp" }),
    "Gunborg Öhrnäs. Medicinsk vårdplan. Ställning till behandlingsbegränsningar och AMP, avancerad medicinsk planering. I dag."],
  [draft("medical_plan.recorded", {}), "Gunborg Öhrnäs. Medicinsk vårdplan. I dag."],
  [draft("sip.created", { parties: "bistandshandlaggare tandvard anhorig" }),
    "Gunborg Öhrnäs. SIP upprättad. Med bistånd, tandvård och anhörig. I dag."],
  [draft("sip.created", { next_followup_on: "2027-02-20" }, { whom: null, number: "19340304T027" }),
    "Den med numret 19340304T027. SIP upprättad. Följs upp lör 20 feb 2027. I dag."],
  [draft("consent.ended", { purpose: "utlamnande" }, { when: "2026-11-19T15:00" }),
    "Gunborg Öhrnäs. Tar tillbaka sitt samtycke. Att vi berättar för varandra. Tor 19 nov kl. 15.00."],
])("the summary says what is sent, in one line", (told, words) => {
  expect(sentence(told, { u1: "Hemtjänst Ån" }, NOW)).toBe(words);
});

test("every kind, field and answer of the form has its Swedish words", () => {
  for (const [kind, { fields }] of Object.entries(KINDS)) {
    expect(svReport.what.kinds[kind], kind).toBeTruthy();
    for (const { name, options } of fields) {
      expect(svReport.how.labels[name], name).toBeTruthy();
      for (const option of options ?? []) expect(svReport.how.options[name]?.[option], option).toBeTruthy();
    }
  }
  for (const purpose of KINDS["consent.given"]?.fields[0]?.options ?? []) {
    expect(svReport.how.said[purpose]?.length, purpose).toBeGreaterThan(2);
  }
});

test("the browser's own time is Stockholm's", () => {
  expect(localTime(NOW)).toBe("2026-11-20T07:41");
});
