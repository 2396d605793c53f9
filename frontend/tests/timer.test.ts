import { expect, test } from "vitest";
import { spoken, timerWords } from "../src/timer";
import { aBoard, aDecision, aRow, START } from "./builders";

const at = (n: number): number => START + n * 1000;
const rows = [aRow("a", { seconds: 90 }), ...Array.from({ length: 11 }, (_, n) => aRow(`r${n}`))];
const taken = (n: number) => rows.map((row, at) => (at < n ? { ...row, decision: aDecision() } : row));

test.each<[number, number, string, string | null, string]>([
  [0, 0, "15 min kvar", "i takt", "the start"],
  [1, 59, "15 min kvar", "1 min före", "one row done in the first minute"],
  [0, 150, "13 min kvar", "1 min efter", "ninety seconds late is one whole minute"],
  [0, 480, "7 min kvar", "7 min efter", "nothing decided in eight minutes"],
  [12, 850, "1 min kvar", "i takt", "the last minute"],
  [12, 900, "tiden är ute", null, "just over, and all is done"],
  [10, 980, "1 min över", "2 min efter", "over, with two rows left"],
])("%i rows taken after %i s: %s, %s (%s)", (n, now, left, pace, _) => {
  const words = timerWords(aBoard(taken(n)), at(now), true);
  expect([words?.left, words?.pace]).toEqual([left, pace]);
});

test("one who does not see every row is not told a pace", () => {
  expect(timerWords(aBoard(rows), at(480), false)?.pace).toBeNull();
  expect(spoken(aBoard(rows), at(480), false)).toBe("7 minuter kvar");
});

test("no huddle is running, nothing is said", () => {
  const board = aBoard(rows, { state: "prepared", started_at: null });
  expect([timerWords(board, at(0), true), spoken(board, at(0), true)]).toEqual([null, null]);
});

test.each([
  [480, "7 minuter kvar, 7 minuter efter"],
  [841, "1 minut kvar, 12 minuter efter"],
  [900, "Tiden är ute"],
])("after %i s is read out: %s", (now, words) => {
  expect(spoken(aBoard(rows), at(now), true)).toBe(words);
});

test("what is read out is the same for a whole minute", () => {
  const said = new Set(Array.from({ length: 60 }, (_, n) => spoken(aBoard(taken(8)), at(481 + n), true)));
  expect(said.size).toBeLessThanOrEqual(2);
});
