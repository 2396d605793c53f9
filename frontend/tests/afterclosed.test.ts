import { describe, expect, test } from "vitest";
import { grouped, story } from "../src/afterclosed";
import type { Reason, Row, Urgency } from "../src/wire";
import { aRow } from "./builders";

const rows = (...told: Urgency[]): Row[] => told.map((urgency, n) => aRow(String(n), { urgency }));

const aReason = (headline: string, at: string | null): Reason => ({
  rule: "r", version: "1", headline, sentence: "", freshness: "", urgency: "gul", answer: "ja",
  unsure: null, because: [], facts: [], at,
});

describe("a column after closed days", () => {
  test("stands in groups: before the next huddle, needs, to know", () => {
    const found = grouped(rows("rod", "rod", "gul", "gra"), 2);
    expect(found.map(({ title, rows: each }) => [title, each.length])).toEqual([
      ["rod", 2], ["gul", 1], ["gra", 1],
    ]);
  });

  test("keeps the order of the room: what comes late stands after, with a heading of its own", () => {
    const found = grouped(rows("rod", "gul", "rod"), 2);
    expect(found.map(({ title }) => title)).toEqual(["rod", "gul", "rod"]);
    expect(found.flatMap((group) => group.rows.map(({ id }) => id))).toEqual(["0", "1", "2"]);
  });

  test("is one list on an ordinary morning, and nothing when it is empty", () => {
    expect(grouped(rows("rod", "gul"), 0).map(({ title }) => title)).toEqual([null]);
    expect(grouped([], 0)).toEqual([]);
    expect(grouped([], 2)).toEqual([]);
  });
});

describe("what happened to a person", () => {
  test("is told in the order in which it happened, whatever is most urgent", () => {
    const told = story([
      aReason("Inskriven", "2026-11-22T10:00:00Z"),
      aReason("Åter hem från akuten", "2026-11-21T03:00:00Z"),
    ]);
    expect(told.map(({ text }) => text)).toEqual(["Åter hem från akuten", "Inskriven"]);
  });

  test("is not told twice: one thing is the row's own sentence, and a line is no event", () => {
    expect(story([aReason("Inskriven", "2026-11-22T10:00:00Z")])).toEqual([]);
    expect(story([aReason("Inskriven", "2026-11-22T10:00:00Z"), aReason("CFS saknas", null)])).toEqual([]);
  });
});
