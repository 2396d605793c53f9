/* When the wall is too small, what is settled leaves it first, and what has just come stays longest. */
import { expect, test } from "vitest";
import { shown } from "../src/fit";
import { aDecision, aRow, seconds } from "./builders";

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
