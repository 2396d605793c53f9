/* Fit understands what to leave out when the wall is too small, so that nothing leaves it unannounced. */
import type { Row } from "./wire";

export interface Shown {
  rows: Row[];
  settledAway: number;
  waitingAway: number;
}

/**
 * A column without `away` of its rows: settled ones go first, from the top, then waiting ones from
 * the end, and those that have just come last of all. The row that is taken up now is never left out.
 */
export function shown(rows: Row[], current: string | null, away: number): Shown {
  const settled = rows.filter((row) => isSettled(row) && row.id !== current);
  const waiting = rows.filter((row) => !isSettled(row) && row.id !== current).reverse();
  const known = waiting.filter((row) => row.new_at === null);
  const fresh = waiting.filter((row) => row.new_at !== null);
  const gone = [...settled, ...known, ...fresh].slice(0, away);
  const ids = new Set(gone.map(({ id }) => id));
  const settledAway = gone.filter(isSettled).length;
  return {
    rows: rows.filter(({ id }) => !ids.has(id)),
    settledAway,
    waitingAway: gone.length - settledAway,
  };
}

/** The least of 1..most for which it fits, or `most`: the larger the number, the more room there is. */
export async function least(most: number, fits: (n: number) => Promise<boolean>): Promise<number> {
  let [small, large] = [1, most];
  while (small < large) {
    const middle = Math.floor((small + large) / 2);
    if (await fits(middle)) large = middle;
    else small = middle + 1;
  }
  return large;
}

function isSettled(row: Row): boolean {
  return row.decision !== null || row.withdrawn;
}
