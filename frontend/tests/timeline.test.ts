import { describe, expect, test } from "vitest";
import { arrow, behind, elapsed, parts, spanOf, ticks, type Fill } from "../src/timeline";
import type { Row } from "../src/wire";
import { clock } from "../src/time";
import { aBoard, aContent, aDecision, aRow, seconds, START } from "./builders";

const done = { decision: aDecision() };
const red = aRow("a", { urgency: "rod", seconds: 90 });
const yellow = aRow("b");
const grey = aRow("c", { section: "kommande", urgency: "gra", seconds: 20 });
const at = (n: number): number => START + n * 1000;

describe("the segments", () => {
  test("stand one after the other, opening first and closing last", () => {
    const all = parts(aBoard([red, yellow, grey])).flatMap((part) => part.segments);
    expect(all.map(({ id, from, seconds: wide }) => [id, from, wide])).toEqual([
      ["opening", 0, 60], ["a", 60, 90], ["b", 150, 60], ["c", 210, 20], ["closing", 230, 60],
    ]);
  });

  test("are walked section by section, whatever order the board is in", () => {
    const all = parts(aBoard([grey, yellow])).flatMap((part) => part.segments.map(({ id }) => id));
    expect(all).toEqual(["opening", "b", "c", "closing"]);
  });

  test.each<[string, Row, string | null, Fill]>([
    ["not taken yet", aRow("x"), null, "left"],
    ["taken up", aRow("x"), "x", "now"],
    ["decided", aRow("x", done), null, "done"],
    ["decided while it is up", aRow("x", done), "x", "done"],
    ["waiting for consent", aRow("x", { content: aContent({ awaiting_consent: true }) }), null, "hidden"],
  ])("draw a row %s as it stands", (_, row, current, fill) => {
    expect(parts(aBoard([row], { current }))[0]?.segments[1]?.fill).toBe(fill);
  });

  test("leave out rows that were withdrawn, and rows below the columns", () => {
    const rows = [aRow("w", { withdrawn: true }), aRow("l", { place: "later" })];
    expect(parts(aBoard(rows))[0]?.segments.map(({ id }) => id)).toEqual(["opening"]);
  });

  test("a red row not yet taken raises its triangle; a decided one does not", () => {
    const segments = parts(aBoard([red, { ...red, id: "z", ...done }]))[0]?.segments;
    expect(segments?.map(({ alarm }) => alarm)).toEqual([false, true, false]);
  });

  test("a second is as wide in all three parts", () => {
    const many = Array.from({ length: 9 }, (_, n) => aRow(`r${n}`));
    expect([spanOf(parts(aBoard([yellow]))), spanOf(parts(aBoard(many)))]).toEqual([300, 600]);
  });
});

describe("the arrow", () => {
  test("is the server's now to one who sees every row", () => {
    expect(arrow(aBoard([red, yellow]), at(100), true)).toBe(100);
  });

  test("stays at the end when time has run out", () => {
    expect(arrow(aBoard([red]), at(5000), true)).toBe(210);
  });

  test("is not drawn before the start", () => {
    expect(arrow(aBoard([red], { state: "prepared", started_at: null }), at(100), true)).toBeNull();
  });

  test("stands on the row taken up for one who sees only some", () => {
    const board = aBoard([red, yellow], { current: "b", current_since: seconds(400) });
    expect(arrow(board, at(430), false)).toBe(180);
    expect(arrow(board, at(900), false)).toBe(210);
  });

  test("is not drawn for one who does not see the row taken up", () => {
    expect(arrow(aBoard([red], { current: "hidden" }), at(100), false)).toBeNull();
  });
});

describe("being behind", () => {
  test.each<[string, Row[], number, number]>([
    ["still opening", [red, yellow], 30, 0],
    ["the opening took its minute", [red, yellow], 60, 0],
    ["a minute after it, and nothing decided", [red, yellow], 120, 60],
    ["the first row decided just in time", [{ ...red, ...done }, yellow], 150, 0],
    ["decided a minute early", [{ ...red, ...done }, yellow], 90, -60],
    ["out of order counts the same", [red, { ...yellow, ...done }], 180, 60],
    ["slack at the end", [{ ...red, ...done }, { ...yellow, ...done }], 800, 0],
    ["nothing to do", [], 500, 0],
  ])("%s", (_, rows, now, off) => {
    expect(behind(aBoard(rows), at(now))).toBe(off);
  });

  test("the row under way counts with what was spent on it, never more than its plan", () => {
    const board = aBoard([red, yellow], { current: "a", current_since: seconds(60) });
    expect(behind(board, at(120))).toBe(0);
    expect(behind(board, at(180))).toBe(30);
  });

  test("what was spent on a row before counts too", () => {
    const board = aBoard([{ ...red, spent: 50 }, yellow], { current: "a", current_since: seconds(140) });
    expect(behind(board, at(150))).toBe(30);
  });

  test("time stands still when the huddle is closed", () => {
    const board = aBoard([red], { state: "closed", closed_at: seconds(300) });
    expect(elapsed(board, at(5000))).toBe(300);
  });
});

test("every whole minute has a mark, and every fifth its clock", () => {
  const part = { section: "idag" as const, from: 270, to: 420, segments: [] };
  expect(ticks(part, START, clock)).toEqual([
    { at: 300, label: "8.05" }, { at: 360, label: null }, { at: 420, label: null },
  ]);
});

test("a huddle started between two minutes has its marks on the clock's own minutes", () => {
  const part = { section: "sedan_sist" as const, from: 0, to: 120, segments: [] };
  expect(ticks(part, at(277), clock)).toEqual([{ at: 23, label: "8.05" }, { at: 83, label: null }]);
});

test("a part where no time is has no mark", () => {
  const part = { section: "idag" as const, from: 300, to: 300, segments: [] };
  expect(ticks(part, START, clock)).toEqual([]);
});

test("a huddle that nobody held has come nowhere", () => {
  const board = aBoard([], { state: "not_held", started_at: null, closed_at: seconds(14400) });
  expect(parts(board).flatMap(({ segments }) => segments).map(({ fill }) => fill)).toEqual(["left", "left"]);
});
