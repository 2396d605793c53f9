import { expect, test } from "vitest";
import {
  about, blank, byKey, entriesOf, FIELDS, isChanged, matches, nameOf, placeName, placeOf, put, say,
  said, SECTIONS, takeOut, unsaved, wasBefore, type Doc,
} from "../src/settings";

const DOC: Doc = {
  region: { name: "Västra Götaland", hsa_id: "SE1-R" },
  municipalities: [{ name: "Borås", code: "1490" }],
  providers: [{ name: "Regionen", hsa_id: "SE1-R", kind: "vardgivare", authority: "region", municipality: null }],
  units: [
    { name: "Åsens vårdcentral", short: "Åsen", hsa_id: "SE1-VC", kind: "vardcentral", provider: "SE1-R", municipality: "1490", phone: null },
  ],
  centres: [
    { unit: "SE1-VC", time: "08:00", weekdays: ["mån", "ons"], closed: [], parties: [{ unit: "SE1-VC", role: "aldre_ssk", in_place_of: null }] },
  ],
  sources: [],
};
const field = (section: keyof typeof FIELDS, name: string) =>
  FIELDS[section].find((one) => one.name === name) ?? expect.fail(name);

test("nothing is unsaved in what was just fetched", () => {
  expect(unsaved(DOC, structuredClone(DOC))).toBe(0);
});

test("each entry that is new, said otherwise or taken out is one change, and undone it is none", () => {
  const [unit] = DOC.units;
  const renamed = put(DOC, "units", 0, { ...unit, short: "Ås" });
  expect(unsaved(DOC, renamed)).toBe(1);
  expect(isChanged(byKey(DOC, "units"), "units", renamed.units[0] ?? {})).toBe(true);
  expect(unsaved(DOC, put(renamed, "units", 1, { ...blank("units"), hsa_id: "SE1-NY" }))).toBe(2);
  expect(unsaved(DOC, takeOut(renamed, "centres", 0))).toBe(2);
  expect(unsaved(DOC, put(renamed, "units", 0, { ...unit }))).toBe(0);
  expect(unsaved(DOC, put(DOC, "region", 0, { name: "Annan", hsa_id: "SE1-R" }))).toBe(1);
});

test("what is edited is a copy: the document that was fetched stands", () => {
  const before = structuredClone(DOC);
  takeOut(put(DOC, "centres", 0, blank("centres")), "units", 0);
  expect(DOC).toEqual(before);
});

test("the region is one, and cannot be taken out", () => {
  expect(entriesOf(DOC, "region")).toHaveLength(1);
  expect(takeOut(DOC, "region", 0)).toBe(DOC);
});

test.each([
  ["a number is a number", "sources", "interval_minutes", " 60 ", 60],
  ["what is no number is sent as it is, for the server to name", "sources", "interval_minutes", "ofta", "ofta"],
  ["nothing is null", "units", "phone", " ", null],
  ["a text keeps its spaces while it is written", "units", "name", "Åsens ", "Åsens "],
  ["a line for each", "sources", "kinds", "ed.visit.*\n\n person.* ", ["ed.visit.*", "person.*"]],
] as const)("%s", (_, section, name, written, said) => {
  expect(say({}, field(section, name), written)).toEqual({ [name]: said });
});

test("a huddle is called by its centre, and told by its time, days and parties", () => {
  const [centre = {}] = DOC.centres;
  expect(nameOf(DOC, "centres", centre)).toBe("Åsens vårdcentral");
  expect(about(DOC, "centres", centre)).toBe("kl. 8.00 · mån ons · 1 part");
});

test.each([
  ["", true], ["ås", true], ["ÅSEN", true], ["regionen vardcentral", true], ["borås", false],
])("a search for %o finds: %s", (search, found) => {
  expect(matches(DOC, "units", DOC.units[0] ?? {}, search)).toBe(found);
});

test.each([
  ["centres[0].parties[1].role", "Åsens vårdcentral, Kallade parter"],
  ["units[0].phone", "Åsens vårdcentral, Telefon"],
  ["region.name", "Västra Götaland, Namn"],
  ["units[7].name", "utan namn, Namn"],
])("a fault at %s lies at %s", (path, words) => {
  const place = placeOf(path);
  expect(place && placeName(DOC, place)).toBe(words);
});

test("a fault of the whole lies nowhere", () => expect(placeOf("")).toBeNull());

test("every section has its fields, and a blank entry of each says nothing", () => {
  for (const section of SECTIONS) {
    expect(Object.keys(blank(section))).toEqual(FIELDS[section].map(({ name }) => name));
  }
});

test("a new huddle goes by the book and has its week's round on Thursday at one, until somebody says otherwise", () => {
  expect(blank("centres")).toMatchObject({ weekly_day: "tor", weekly_time: "13:00", weekly_minutes: 45, group: null, pack: "boken" });
});

test("what was before a change is laid in the entry, and the rest of it stands", () => {
  const fields = [{ name: "weekdays", before: ["ons"], after: ["mån", "ons"] }, { name: "group", after: "Sävstad" }];
  const change = { id: 1, at: "2026-11-20T06:40:00Z", by_name: "Rolf", fields };
  const [centre = {}] = DOC.centres;
  expect(wasBefore(centre, change as never)).toEqual({ ...centre, weekdays: ["ons"], group: null });
});

test.each([
  ["pack", "lss", "LSS och socialpsykiatri", "a pack by its headline"],
  ["pack", "barn", "barn", "one that is no more by its id"],
  ["weekdays", ["mån", "ons"], "mån, ons", "several"],
  ["closed", [], "inget", "none"],
  ["group", null, "inget", "nothing said"],
  ["weekly_minutes", 45, "45", "a number"],
])("%s %o is read as %s: %s", (field, value, words, _) => {
  expect(said(field, value, [{ id: "lss", headline: "LSS och socialpsykiatri" }])).toBe(words);
});
