import { describe, expect, test } from "vitest";
import type { FromServer } from "../src/wire";
import { aBoard, aSnapshot, seconds } from "./builders";
import { FakeWorld } from "./world";

const change = (v: number): FromServer => ({ type: "change", v, change: { type: "row_withdrawn", row: "a" } });
const pulse = (v: number): FromServer => ({ type: "pulse", now: seconds(0), v, connected: [], waiting: false });

function opened(version: number | null = 7): FakeWorld {
  const world = new FakeWorld();
  world.line(version);
  world.wire.opens();
  return world;
}

describe("the numbered line", () => {
  test("asks for what came after the snapshot it has", () => {
    expect(opened(7).wire.after).toBe(7);
  });

  test("hears a change in order, and a bare number as nothing for us", () => {
    const world = opened();
    world.wire.tells(change(8));
    world.wire.tells({ type: "change", v: 9 });
    expect(world.heard).toEqual(["8 row_withdrawn", "9 -"]);
  });

  test("drops what it has heard before", () => {
    const world = opened();
    world.wire.tells(change(7));
    expect(world.heard).toEqual([]);
  });

  test("comes back for what was lost, at once", () => {
    const world = opened();
    world.wire.tells(change(9));
    world.pass(0);
    expect([world.heard, world.wires.length, world.wire.after]).toEqual([[], 2, 7]);
  });

  test("asks for everything when that did not help", () => {
    const world = opened();
    world.wire.tells(change(9));
    world.pass(0);
    world.wire.opens();
    world.wire.tells(change(9));
    world.pass(0);
    expect(world.wire.after).toBeNull();
  });

  test("a snapshot may come at any time", () => {
    const world = opened();
    world.wire.tells(aSnapshot(aBoard([], { version: 20 })));
    world.wire.tells(change(21));
    expect(world.heard).toEqual(["snapshot 20", "21 row_withdrawn"]);
  });

  test("a number that the pulses keep telling of is fetched", () => {
    const world = opened();
    world.wire.tells(pulse(8));
    world.wire.tells(pulse(8));
    world.pass(0);
    expect([world.wires.length, world.wire.after]).toEqual([2, 7]);
  });
});

describe("our own commands", () => {
  test("are sent with an id of our own, and forgotten when answered", () => {
    const world = new FakeWorld();
    const line = world.line(7);
    world.wire.opens();
    const id = line.command({ type: "start" });
    world.wire.tells({ type: "done", id, v: 8 });
    world.wire.breaks();
    world.pass(1000);
    world.wire.opens();
    expect([world.wires[0]?.commands.length, world.wire.commands]).toEqual([1, []]);
  });

  test("wait for the line to open", () => {
    const world = new FakeWorld();
    const line = world.line(7);
    line.command({ type: "start" });
    expect(world.wire.commands).toEqual([]);
    world.wire.opens();
    expect(world.wire.commands.map(({ id }) => id)).toEqual(["id-1"]);
  });

  test("are sent again with the same id when the answer never came", () => {
    const world = new FakeWorld();
    const line = world.line(7);
    world.wire.opens();
    line.command({ type: "close" });
    world.wire.breaks();
    world.pass(1000);
    world.wire.opens();
    expect(world.wire.commands).toEqual(world.wires[0]?.commands);
  });

  test("that are refused are told with the reason, once", () => {
    const world = new FakeWorld();
    const line = world.line(7);
    world.wire.opens();
    const id = line.command({ type: "close" });
    world.wire.tells({ type: "refused", id, reason: "En röd rad är inte beslutad." });
    world.wire.breaks();
    world.pass(1000);
    world.wire.opens();
    expect([world.heard[0], world.wire.commands]).toEqual([`refused ${id} En röd rad är inte beslutad.`, []]);
  });
});

describe("a line that breaks", () => {
  test("is silent for 25 seconds: says so and comes back", () => {
    const world = opened();
    world.pass(25_000);
    expect(world.heard).toEqual(["lost 25000"]);
    world.pass(1000);
    expect(world.wires.length).toBe(2);
  });

  test("says so only when the first try to come back has failed too", () => {
    const world = opened();
    world.wire.breaks();
    expect(world.heard).toEqual([]);
    world.pass(400);
    world.wire.breaks();
    expect(world.heard).toEqual(["lost 400"]);
  });

  test("is found when it is heard again", () => {
    const world = opened();
    world.pass(26_000);
    world.wire.opens();
    world.wire.tells(pulse(7));
    expect(world.heard).toEqual(["lost 25000", "found", "pulse"]);
  });

  test("waits longer for each failure, but never more than 15 seconds", () => {
    const world = opened();
    const waits = Array.from({ length: 8 }, () => {
      const before = world.wires.length;
      world.wire.breaks();
      let waited = 0;
      for (; world.wires.length === before; waited += 100) world.pass(100);
      return waited;
    });
    expect(waits).toEqual([400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000]);
  });

  test("leaves half of the wait to chance", () => {
    const world = opened();
    world.chance = 0;
    world.wire.breaks();
    world.pass(200);
    expect(world.wires.length).toBe(2);
  });

  test("gives an overloaded server at least five seconds", () => {
    const world = opened();
    world.wire.breaks(1013);
    world.pass(4999);
    expect(world.wires.length).toBe(1);
    world.pass(1);
    expect(world.wires.length).toBe(2);
  });

  test.each([
    [4401, "ended signed_out", "the session is over"],
    [4403, "ended no_right", "no right to this board"],
    [4404, "ended no_huddle", "no such huddle"],
  ])("does not come back after code %i: %s, %s", (code, told) => {
    const world = opened();
    world.wire.breaks(code);
    world.pass(60_000);
    expect([world.heard, world.wires.length]).toEqual([[told], 1]);
  });

  test("what an old wire says afterwards is not heard", () => {
    const world = opened();
    const [old] = world.wires;
    world.wire.tells(change(9));
    old?.tells(change(8));
    expect(world.heard).toEqual([]);
  });
});

describe("keeping in touch", () => {
  test("a beat goes out every 20 seconds", () => {
    const world = opened();
    world.pass(20_000);
    world.wire.tells(pulse(7));
    world.pass(20_000);
    expect(world.wire.sent.map(({ type }) => type)).toEqual(["beat", "beat"]);
  });

  test("a page that wakes trusts a line heard of lately", () => {
    const world = new FakeWorld();
    const line = world.line(7);
    world.wire.opens();
    world.wire.tells(pulse(7));
    world.pass(11_000);
    line.wake();
    world.pass(0);
    expect(world.wires.length).toBe(1);
  });

  test("a page that wakes after a long sleep asks anew", () => {
    const world = new FakeWorld();
    const line = world.line(7);
    world.wire.opens();
    world.pass(12_000);
    line.wake();
    world.pass(0);
    expect([world.wires.length, world.wire.after]).toEqual([2, 7]);
  });

  test("a line that is closed stays closed", () => {
    const world = new FakeWorld();
    const line = world.line(7);
    world.wire.opens();
    line.close();
    world.pass(120_000);
    expect([world.wires.length, world.wire.closed, world.heard]).toEqual([1, true, []]);
  });
});
