/* Whole understands a whole number that somebody has written. */

/** The number, or null when the text is none or says one outside the bounds. */
export function whole(text: string, least: number, most: number): number | null {
  const told = text.trim();
  if (!/^\d+$/.test(told)) return null;
  const number = Number(told);
  return number >= least && number <= most ? number : null;
}
