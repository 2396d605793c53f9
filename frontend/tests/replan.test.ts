import { describe, expect, test } from "vitest";
import { outOfTime, replan } from "../src/replan";
import type { Board, Row } from "../src/wire";
import { aBoard, aDecision, aRow, seconds, START } from "./builders";

// Five minutes: a minute to close, so that there is room for four after it has begun.
const short = (rows: Row[], facts: Partial<Board> = {}): Board =>
  aBoard(rows, { ends_at: seconds(300), ...facts });
const at = (n: number): number => START + n * 1000;
const plan = (board: Board, n: number): Record<string, string> =>
  Object.fromEntries(replan(board, at(n)));

const four = ["a", "b", "c", "d"].map((id) => aRow(id));

describe("as the clock goes", () => {
  test.each<[number, Record<string, string>, string]>([
    [0, {}, "all four fit"],
    [1, { d: "out" }, "a second late, and the last does not"],
    [61, { c: "out", d: "out" }, "a minute more, one row less"],
    [400, { a: "out", b: "out", c: "out", d: "out" }, "the time is out"],
  ])("after %i seconds", (n, out) => {
    expect(plan(short(four), n)).toEqual(out);
  });

  test("what is decided takes no time any longer", () => {
    const rows = four.map((row, n) => (n < 2 ? { ...row, decision: aDecision() } : row));
    expect(plan(short(rows), 120)).toEqual({});
  });

  test("the row in hand takes what it has left, and then nothing", () => {
    const board = short(four, { current: "a", current_since: seconds(60) });
    expect(plan(board, 60)).toEqual({ d: "out" });
    expect(plan(board, 120)).toEqual({ d: "out" });
    expect(plan(board, 121)).toEqual({ d: "out", c: "out" });
  });

  test("a red always fits, and no yellow passes what did not", () => {
    const rows = [aRow("long", { seconds: 200 }), aRow("g", { urgency: "gra", seconds: 20 }), aRow("r", { urgency: "rod", seconds: 90 })];
    expect(plan(short(rows), 0)).toEqual({ long: "out", g: "out" });
    expect(plan(short(rows), 300)).toEqual({ long: "out", g: "out" });
  });

  test("a room that is ahead comes to what would not have fitted", () => {
    const rows = [{ ...aRow("a"), decision: aDecision() }, aRow("l", { place: "later" })];
    expect(plan(short(rows), 10)).toEqual({ l: "after_all" });
  });

  test("nothing is said of what is unclear, withdrawn or another's, or before and after the huddle", () => {
    const rows = [aRow("u", { place: "unclear" }), aRow("w", { withdrawn: true }), aRow("m", { place: "mine" })];
    expect(plan(short(rows), 300)).toEqual({});
    for (const state of ["prepared", "closed", "not_held"] as const) {
      expect(plan(short(four, { state }), 300)).toEqual({});
    }
  });

  test("how many do not fit counts both what was planned so and what has become so", () => {
    const board = short([...four, aRow("l", { place: "later" })]);
    expect(outOfTime(board, replan(board, at(1)))).toBe(2);
    expect(outOfTime(board, replan(board, at(0)))).toBe(1);
  });
});
