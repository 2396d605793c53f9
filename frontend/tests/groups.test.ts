import { expect, test } from "vitest";
import { shown } from "../src/fit";
import { covers, dueWords, groupOf, inGroup, type Group } from "../src/groups";
import { href, routeOf } from "../src/route";
import type { Action } from "../src/wire";
import { aDecision, aRow, START } from "./builders";

function anAction(id: string, due: string, facts: Partial<Action> = {}): Action {
  return {
    id, title: "Ring", neutral: false, sentence: null, freshness: null, urgency: "gul", due, late: false,
    state: "accepted", owner: "BI", owner_name: "Bistånd", centre_name: "Lindås", decided_at: due,
    decided_by: "Karin", mornings: 0, reason: null, note: null, moved_at: null, may: [], what: null, journal: null, ...facts,
  };
}

test.each<[string, string, Partial<Action>, Group, string]>([
  ["before the weekend", "2026-11-20T14:00:00Z", { late: true }, "late", "fre 15"],
  ["earlier today", "2026-11-23T05:00:00Z", { late: true }, "late", "06.00"],
  ["today", "2026-11-23T10:00:00Z", {}, "today", "11.00"],
  ["still today here", "2026-11-23T22:30:00Z", {}, "today", "23.30"],
  ["tomorrow here, today in UTC", "2026-11-23T23:30:00Z", {}, "tomorrow", "00.30"],
  ["this week", "2026-11-27T15:00:00Z", {}, "later", "fre 16"],
  ["far off", "2026-12-04T15:00:00Z", {}, "later", "fre 4 dec"],
  ["done is done, late or not", "2026-11-20T14:00:00Z", { late: true, state: "done" }, "done", "fre"],
  ["returned is no longer ours", "2026-11-24T14:00:00Z", { state: "returned" }, "done", "tis"],
])("%s", (_, due, facts, group, words) => {
  const action = anAction("a", due, facts);
  expect([groupOf(action, START), dueWords(action, group, START)]).toEqual([group, words]);
});

test("a group stands by due time, and what is done with the latest first", () => {
  const open = [anAction("b", "2026-11-23T15:00:00Z"), anAction("a", "2026-11-23T10:00:00Z")];
  const done = ["2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z"].map((moved_at, n) =>
    anAction(`d${n}`, moved_at, { state: "done", moved_at }),
  );
  const actions = [...open, ...done];
  expect(inGroup(actions, "today", START).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(inGroup(actions, "done", START).map(({ id }) => id)).toEqual(["d1", "d0"]);
});

test("what is later says its weeks", () => {
  const actions = [anAction("a", "2026-11-27T15:00:00Z"), anAction("b", "2026-12-04T15:00:00Z")];
  expect(covers("later", actions, START)).toBe("v. 48–49");
});

const row = (id: string, done = false) => aRow(id, { decision: done ? aDecision() : null });
const wall = [row("a", true), row("b", true), row("c"), row("d"), row("e")];

test.each([
  [0, "c", ["a", "b", "c", "d", "e"], 0, 0, "all fit"],
  [1, "c", ["b", "c", "d", "e"], 1, 0, "settled rows leave first, from the top"],
  [3, "c", ["c", "d"], 2, 1, "then waiting ones, from the end"],
  [9, "c", ["c"], 2, 2, "the row taken up never leaves"],
])("a wall short of %i rows, with %s taken up: %s, %i settled and %i waiting away (%s)", (away, current, ids, settled, waiting) => {
  const view = shown(wall, current, away);
  expect([view.rows.map(({ id }) => id), view.settledAway, view.waitingAway]).toEqual([ids, settled, waiting]);
});

test.each([
  ["/", { page: "start" }],
  ["/tavla/SE-VC1/2026-11-23", { page: "board", centre: "SE-VC1", date: "2026-11-23", round: "daily" }],
  ["/teamrond/SE-VC1/2026-11-26", { page: "board", centre: "SE-VC1", date: "2026-11-26", round: "weekly" }],
  ["/vagg", { page: "wall" }],
  ["/rum/SE-VC1/2026-11-23", { page: "unknown" }],
  ["/tavla/SE-VC1/i-dag", { page: "unknown" }],
  ["/tavla/SE-VC1/2026-11-23/x", { page: "unknown" }],
  ["/atgarder", { page: "actions" }],
  ["/veckan/SE-VC1", { page: "week", centre: "SE-VC1" }],
  ["/%E0%A4%A", { page: "unknown" }],
])("%s leads where it says", (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test("a centre's id survives being a path", () => {
  expect(routeOf(href.board("SE 1/2", "2026-11-23"))).toEqual({ page: "board", centre: "SE 1/2", date: "2026-11-23", round: "daily" });
});
