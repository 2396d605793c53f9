/* Builders make boards and rows of which only the facts that matter are said. */
import type { Board, Content, Decision, Row, Snapshot } from "../src/wire";

export const START = Date.parse("2026-11-23T07:00:00Z");
export const seconds = (n: number): string => new Date(START + n * 1000).toISOString();

export function aContent(facts: Partial<Content> = {}): Content {
  return {
    name: "Alva L",
    birth_year: null,
    age: null,
    cfs: null,
    cfs_state: "hidden",
    reasons: [],
    proposal: null,
    awaiting_consent: false,
    incapable: false,
    blocked: false,
    mornings: 0,
    forced: false,
    mark: null,
    mark_text: null,
    pud: null,
    own_actions: [],
    revealed: null,
    person: null,
    ...facts,
  };
}

export function aRow(id: string, facts: Partial<Row> = {}): Row {
  return {
    id,
    place: "now",
    section: "sedan_sist",
    urgency: "gul",
    seconds: 60,
    content: aContent(),
    new_at: null,
    decision: null,
    action: null,
    spent: 0,
    withdrawn: false,
    ...facts,
  };
}

export function aDecision(kind: Decision["kind"] = "done"): Decision {
  return {
    id: "d", kind, what: null, owner: null, role: null, due: null, until: null, reason: null, route: null, journaled: null, views: [],
  };
}

export function aBoard(rows: Row[], facts: Partial<Board> = {}): Board {
  return {
    starts_at: seconds(0),
    ends_at: seconds(900),
    state: "running",
    version: 7,
    rows,
    presence: {},
    started_at: seconds(0),
    closed_at: null,
    current: null,
    current_since: null,
    ...facts,
  };
}

export function aSnapshot(board: Board): Snapshot {
  return {
    type: "snapshot",
    now: seconds(0),
    centre: "SE-VC1",
    centre_name: "Lindåsens vårdcentral",
    date: "2026-11-23",
    mode: "desk",
    leads: true,
    since: seconds(-86_400),
    next_ends: seconds(87_300),
    parties: [],
    silent_sources: [],
    red_exceeds: false,
    lifted: 0,
    closed_days: 0,
    round: "daily",
    weekly_on: "2026-11-26", group: null,
    met: [],
    board,
  };
}
