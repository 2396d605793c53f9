import { describe, expect, test } from "vitest";
import { Sequence } from "../src/sequence";

describe("numbers of the line", () => {
  test.each<[number, string, string]>([
    [7, "old", "the number we are at: heard before"],
    [3, "old", "long ago"],
    [8, "next", "the one that follows"],
    [9, "gap", "one is missing"],
  ])("at 7, number %i is %s: %s", (v, answer, _) => {
    expect(new Sequence(7).receive(v)).toBe(answer);
  });

  test("a gap is first mended by asking for what came after", () => {
    const line = new Sequence(7);
    line.receive(9);
    expect(line.after).toBe(7);
  });

  test("a gap that is not mended so is mended by asking for everything", () => {
    const line = new Sequence(7);
    line.receive(9);
    line.receive(9);
    expect(line.after).toBeNull();
  });

  test("a number in order forgives the gap before it", () => {
    const line = new Sequence(7);
    line.receive(9);
    line.receive(8);
    line.receive(11);
    expect(line.after).toBe(8);
  });

  test("a snapshot replaces everything, backwards too", () => {
    const line = new Sequence(7);
    line.snapshot(3);
    expect(line.receive(4)).toBe("next");
  });

  test("before the first snapshot no number can be placed", () => {
    expect(new Sequence(null).receive(1)).toBe("gap");
  });

  test("a pulse that is ahead once may only have overtaken the change", () => {
    const line = new Sequence(7);
    expect(line.pulse(8)).toBe("even");
    line.receive(8);
    expect(line.pulse(8)).toBe("even");
  });

  test("a pulse that is ahead twice tells that something was lost", () => {
    const line = new Sequence(7);
    line.pulse(8);
    expect(line.pulse(8)).toBe("gap");
  });
});
