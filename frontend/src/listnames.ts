/* Listnames holds the names of a centre's lists, as they stand in the address. */
export const LISTS = ["mangsokare", "forebyggande", "dygnet-runt"] as const;
export type ListName = (typeof LISTS)[number];
