/* What Regelboken works out: which numbers are written anew, and a square for each person. */
import { describe, expect, it } from "vitest";
import { changed, columns, groups, placesInOrder, says, ticks, valid } from "../src/rulebook";
import type { Rule, RuleNumber, RulePlace, TrialMorning } from "../src/wire";

const number = (name: string, value: number): RuleNumber => ({
  name, label: `${name} … år`, value, now: value, file: value, low: 50, high: 90, words: [], set_at: null, from_day: null,
});
const rule = (id: string, section: Rule["section"]): Rule => ({
  id, headline: id, section, urgency: "gul", taken_up: section === null ? null : "row", sentences: [], numbers: [number("alder", 65), number("cfs", 70)],
  history: [], examples: [], why: "", source: "", owner: "", review: null, version: "1", estimate: null,
});
const morning = (day: string, told: Partial<TrialMorning> = {}): TrialMorning => ({
  day, judged: true, before: 0, after: 0, dropped: 0, added: 0, over_before: 0, over_after: 0, ...told,
});

describe("a value in words", () => {
  const model: RuleNumber = { ...number("modell", 1), low: 0, high: 1, words: ["överenskommet medeltal", "lagens dagar"] };
  it("is a choice's word, from the lowest", () => {
    expect([says(model, 0), says(model, 1)]).toEqual(["överenskommet medeltal", "lagens dagar"]);
  });
  it("is the number itself where it is a quantity", () => {
    expect(says(number("alder", 65), 65)).toBe("65");
  });
});

describe("the places", () => {
  const at = (kind: RulePlace["kind"], name: string): RulePlace => ({ kind, key: name, name, may_set: false, may_try: false });
  it("are the own one, then the nearest first, each kind in the order of the Swedish alphabet", () => {
    const told = [at("region", "VGR"), at("centre", "Ätran"), at("municipality", "Vårgårda"), at("centre", "Ålslätten"), at("centre", "Myren"), at("municipality", "Borås")];
    expect(placesInOrder(told, "Myren").map(({ name }) => name)).toEqual(["Myren", "Ålslätten", "Ätran", "Borås", "Vårgårda", "VGR"]);
  });
});

describe("a number that is written", () => {
  it.each([
    ["65", 65, "as it is"],
    [" 70 ", 70, "with spaces around"],
    ["50", 50, "the least"],
    ["90", 90, "the most"],
    ["49", null, "less than the least"],
    ["91", null, "more than the most"],
    ["", null, "nothing"],
    ["6.5", null, "no whole number"],
    ["-65", null, "below zero"],
    ["sju", null, "a word"],
  ] as [string, number | null, string][])("%j is %j: %s", (text, expected, _why) => {
    expect(valid(number("alder", 65), text)).toBe(expected);
  });

  it("counts as changed when it is another, and stops all when it is none", () => {
    const one = rule("a", "idag");
    expect(changed(one, {})).toEqual({});
    expect(changed(one, { alder: "65" })).toEqual({});
    expect(changed(one, { alder: "70" })).toEqual({ alder: 70 });
    expect(changed(one, { alder: "70", cfs: "" })).toBeNull();
  });
});

it("groups rules by their section in the order of the board, and what is about all rows last", () => {
  const found = groups([rule("tid", null), rule("b", "kommande"), rule("a", "sedan_sist"), rule("c", "sedan_sist"),
    { ...rule("sip", "idag"), taken_up: "weekly" }, { ...rule("cfs", "idag"), taken_up: "line" },
  ]);
  expect(found.map((group) => [group.key, group.rules.map((one) => one.id)])).toEqual([
    ["sedan_sist", ["a", "c"]], ["kommande", ["b"]], ["line", ["cfs"]], ["weekly", ["sip"]], ["all", ["tid"]],
  ]);
});

describe("the squares of a trial", () => {
  it("are as many as the persons: who stays at the foot, who comes above, who falls away on top", () => {
    const [one] = columns([morning("2026-11-18", { before: 3, after: 3, dropped: 1, added: 1 })]);
    expect(one?.squares).toEqual(["kept", "kept", "added", "dropped"]);
  });

  it("name a week on its first morning that is drawn", () => {
    const found = columns(["2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24"].map((day) => morning(day)));
    expect(found.map((one) => one.week)).toEqual([47, null, 48, null]);
  });

  it("are none on a morning that cannot be judged", () => {
    const dark = morning("2026-11-18", { judged: false, before: null, after: null, dropped: null, added: null });
    expect(columns([dark])[0]).toMatchObject({ judged: false, squares: [] });
  });

  it.each([[2, [0, 1, 2]], [3, [0, 1, 2, 3]], [5, [0, 2, 4]], [9, [0, 3, 6, 9]], [40, [0, 10, 20, 30, 40]]])(
    "stand beside an axis of few whole steps up to %i", (most, expected) => {
      expect(ticks(most)).toEqual(expected);
    },
  );
});
