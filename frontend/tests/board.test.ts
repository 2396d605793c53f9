/* The browser's board and the server's are one: both run the golden transcripts. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { evolve } from "../src/board";
import type { Board, Change } from "../src/wire";

interface Transcript {
  name: string;
  board: Board;
  changes: Change[];
  result: Board;
}

const folder = new URL("../../tests/golden/transcripts/", import.meta.url);
const transcripts = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Transcript,
);

const KINDS: Change["type"][] = [
  "agenda_built", "row_added", "row_revised", "row_withdrawn", "presence_set", "started",
  "row_opened", "row_left", "decided", "reopened", "action_moved", "closed", "not_held",
];

test.each(transcripts)("$name", ({ board, changes, result }) => {
  expect(changes.reduce(evolve, board)).toEqual(result);
});

test("every kind of change stands in some transcript", () => {
  const told = new Set(transcripts.flatMap(({ changes }) => changes.map(({ type }) => type)));
  expect([...told].sort()).toEqual([...KINDS].sort());
});

test("the board that was given is never altered", () => {
  for (const { board, changes } of transcripts) {
    const before = structuredClone(board);
    changes.reduce(evolve, board);
    expect(board).toEqual(before);
  }
});
