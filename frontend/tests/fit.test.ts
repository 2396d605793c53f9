/* When the wall is too small, what is settled leaves it first, and what has just come stays longest. */
import { expect, test } from "vitest";
import { least, shown } from "../src/fit";
import { wallColumn, wallPlaced } from "../src/walk";
import { aBoard, aDecision, aRow, seconds } from "./builders";

const settled = aRow("settled", { decision: aDecision() });
const fresh = aRow("fresh", { new_at: seconds(60) });
const rows = [settled, aRow("first"), aRow("second"), fresh];
const left = (away: number, current: string | null = null): string[] =>
  shown(rows, current, away).rows.map(({ id }) => id);

test.each([
  [0, ["settled", "first", "second", "fresh"]],
  [1, ["first", "second", "fresh"]],
  [2, ["first", "fresh"]],
  [3, ["fresh"]],
  [4, []],
])("with %d too many the wall keeps %j", (away, kept) => {
  expect(left(away)).toEqual(kept);
});

test("the row that is taken up now is never left out", () => {
  expect(left(4, "second")).toEqual(["second"]);
});

test("nobody leaves without being counted", () => {
  const { rows: kept, settledAway, waitingAway } = shown(rows, null, 3);
  expect(kept.length + settledAway + waitingAway).toBe(rows.length);
});

test.each([
  [60, 41],
  [60, 1],
  [60, 60],
  [1, 1],
])("of %d the least that fits is found: %d", async (most, needed) => {
  const tried: number[] = [];
  const found = await least(most, (n) => {
    tried.push(n);
    return Promise.resolve(n >= needed);
  });
  expect(found).toBe(needed);
  expect(tried.length).toBeLessThanOrEqual(Math.ceil(Math.log2(most)));
});

test.each([
  [null, ["first"], ["later", "last"]],
  ["first", ["first"], ["later", "last"]],
  ["later", ["first", "later"], ["last"]],
])("with %s taken up the wall's column holds %j, and below it stand %j", (current, above, below) => {
  const rows = [aRow("first"), aRow("later", { place: "later" }), aRow("last", { place: "later" })];
  const board = aBoard(rows, { state: "running", current });
  expect(wallColumn(board, "sedan_sist").map(({ id }) => id)).toEqual(above);
  expect(wallPlaced(board, "later").map(({ id }) => id)).toEqual(below);
});
