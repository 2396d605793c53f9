import { expect, test } from "vitest";
import {
  adds, atFault, correctable, daysLeft, expiring, grouped, inOrder, parts, reasons, wrong,
} from "../src/feedlist";
import { every, many, ordinal, svFeeds } from "../src/svfeeds";
import type { Feed, Letter, Reconciliation } from "../src/wire";

const NOW = Date.parse("2026-11-20T06:40:00Z");

function aFeed(id: string, facts: Partial<Feed> = {}): Feed {
  return {
    id, name: id, controller: "Regionen", state: "fresh", last_heard: "2026-11-20T06:00:00Z",
    last_event: null, lag_minutes: null, interval_minutes: 60, hours: "alla dagar, dygnet runt",
    expected_by: null, missing: "Något kan saknas.", phone: null, closed: null, legal_basis: "",
    purpose: "", valid_to: null, fetching: null, fetched_again: null, new: 0, known: 0, rejected: 0, not_used: 0, refused: 0, dropped: 0,
    letters: 0, ...facts,
  };
}

function aLetter(id: number, facts: Partial<Letter> = {}): Letter {
  return {
    id, source: "elvis", source_name: "Elvis", format: "cloudevents", kind: null, field: "data.outcome",
    reason: "Fel.", times: 1, first_at: "2026-11-20T05:00:00Z", last_at: "2026-11-20T05:00:00Z",
    state: "open", note: null, ...facts,
  };
}

function aSum(facts: Partial<Reconciliation> = {}): Reconciliation {
  return {
    centre: "c", centre_name: "Lindåsen", since: "2026-11-19T07:15:00Z", at: "2026-11-20T06:40:00Z",
    received: 42, listed: 7, not_listed: 30, held: 3, apart: 1, rejected: 1, history: 0, reasons: {}, ...facts,
  };
}

test("what is wrong stands first, and alike stand as they came", () => {
  const states = ["fresh", "never", "not_expected", "late", "closed", "late"] as const;
  const feeds = states.map((state, n) => aFeed(`${n}`, { state }));
  expect(inOrder(feeds).map(({ id }) => id)).toEqual(["3", "5", "4", "1", "0", "2"]);
  expect(inOrder(feeds).map(wrong)).toEqual([true, true, true, true, false, false]);
});

test("a number of more than three figures is read in groups", () => {
  expect(many(112680)).toBe("112\u00a0680");
  expect(many(47)).toBe("47");
});

test("a source that cannot be fetched from is wrong while it is not yet late, and says why", () => {
  expect(wrong(aFeed("a", { fetching: "Svaret var 503." }))).toBe(true);
  const told = svFeeds.fetching("Svaret var 503.", "2026-11-20T06:44:00Z", "2026-11-20T06:40:00Z");
  expect(told).toBe("Går inte att hämta från. Svaret var 503. Nytt försök kl. 7.44.");
});

test.each<[string, string | null, number | null, boolean]>([
  ["no end", null, null, false],
  ["far off", "2027-01-01", 42, false],
  ["the first day that says so", "2026-12-20", 30, true],
  ["the day before", "2026-12-21", 31, false],
  ["today", "2026-11-20", 0, true],
  ["over: then it is closed, and says that", "2026-11-19", -1, false],
])("a request's end: %s", (_, valid_to, left, soon) => {
  const feed = aFeed("a", { valid_to });
  expect([daysLeft(feed, NOW), expiring(feed, NOW)]).toEqual([left, soon]);
});

test.each<[string, Partial<Reconciliation>, boolean]>([
  ["the sum of the parts", {}, true],
  ["none apart is not said", { apart: 0, not_listed: 31 }, true],
  ["one is lost", { listed: 6 }, false],
  ["one too many", { rejected: 2 }, false],
  ["nothing came", { received: 0, listed: 0, not_listed: 0, held: 0, apart: 0, rejected: 0 }, true],
])("a sum adds up or says that it does not: %s", (_, facts, right) => {
  expect(adds(aSum(facts))).toBe(right);
});

test("few handled apart are never told by themselves", () => {
  expect(parts(aSum({ apart: 0 })).map(({ part }) => part)).toEqual(["listed", "not_listed", "held", "rejected"]);
  expect(parts(aSum()).find(({ part }) => part === "apart")?.n).toBe(1);
});

test("the most common reason stands first", () => {
  const told = aSum({ reasons: { övrigt: 2, registeruppgift: 20, "ingen regel": 8 } });
  expect(reasons(told).map(([reason]) => reason)).toEqual(["registeruppgift", "ingen regel", "övrigt"]);
});

test("the rejected stand by source, then by what was wrong and where", () => {
  const letters = [
    aLetter(1, { source: "samsa", source_name: "SAMSA" }),
    aLetter(2, { times: 4 }),
    aLetter(3, { reason: "Annat." }),
    aLetter(4, { reason: "Annat.", times: 2 }),
    aLetter(5, { field: "time" }),
  ];
  const told = grouped(letters).map(({ name, letters: n, alike }) => [
    name, n, alike.map((each) => [each.reason, each.field, each.letters.length, each.times]),
  ]);
  expect(told).toEqual([
    ["Elvis", 4, [["Annat.", "data.outcome", 2, 3], ["Fel.", "data.outcome", 1, 4], ["Fel.", "time", 1, 1]]],
    ["SAMSA", 1, [["Fel.", "data.outcome", 1, 1]]],
  ]);
});

test.each<[string, string | null, boolean]>([
  ["data.outcome", "data.outcome", true],
  ["data.person_id.value", "data.person_id", true],
  ["entry[2].code", "entry", true],
  ["PV1-36", "PV1-3", false],
  ["PV1-3.1", "PV1-3", true],
  ["data.outcome", null, false],
  ["data.outcome", "", false],
])("%s is at fault when %s was wrong: %s", (path, field, fault) => {
  expect(atFault(path, field)).toBe(fault);
});

test.each<[string, string[], string | null, string[]]>([
  ["the field at fault first", ["type", "data.outcome"], "data.outcome", ["data.outcome", "type"]],
  ["also when it was missing", ["type"], "data.closed_at", ["data.closed_at", "type"]],
  ["of a whole, its parts", ["id", "data.p.system", "data.p.value"], "data.p", ["data.p.system", "data.p.value", "id"]],
  ["no field is known", ["type", "", "type"], null, ["type"]],
])("what can be corrected: %s", (_, paths, field, places) => {
  expect(correctable(paths, field)).toEqual(places);
});

test.each<[number, string]>([
  [15, "var 15:e minut"], [60, "varje timme"], [120, "var 2:a timme"], [90, "var 90:e minut"],
  [720, "var 12:e timme"], [1440, "varje dygn"], [2880, "var 2:a dygn"], [1, "varje minut"],
])("every %i minutes is %s", (minutes, words) => {
  expect(every(minutes)).toBe(words);
});

test("ordinals end as they are said", () => {
  expect([1, 2, 3, 11, 12, 21, 22, 111].map(ordinal).join(" ")).toBe("1:a 2:a 3:e 11:e 12:e 21:a 22:a 111:e");
});

test.each<[number, number, number, string]>([
  [0, 0, 0, "Alla källor är färska."],
  [1, 0, 0, "1 källa är tyst."],
  [2, 1, 3, "2 källor är tysta, 1 är stängd, 3 har aldrig hörts."],
  [0, 1, 0, "1 källa är stängd."],
  [0, 0, 2, "2 källor har aldrig hörts."],
])("%i silent, %i closed, %i never: %s", (late, closed, never, words) => {
  expect(svFeeds.summary(late, closed, never)).toBe(words);
});

test.each<[number, number, string]>([
  [42, 7, "Alla 42 händelser är redovisade. 7 gäller någon på tavlan."],
  [42, 0, "Alla 42 händelser är redovisade. Ingen gäller någon på tavlan."],
  [1, 0, "Den enda händelsen är redovisad. Den gäller ingen på tavlan."],
  [1, 1, "Den enda händelsen är redovisad. Den gäller någon på tavlan."],
])("%i came, %i on the board: %s", (received, listed, words) => {
  expect(svFeeds.sum.conclusion(received, listed)).toBe(words);
});

test("a year ahead is told with its year, lest it be taken for today", () => {
  expect(svFeeds.expectedBy("2027-11-20T04:00:00Z", NOW, false)).toBe("väntas före 2027-11-20");
  expect(svFeeds.expectedBy("2026-11-21T04:00:00Z", NOW, false)).toBe("väntas före lör kl. 5.00");
});
