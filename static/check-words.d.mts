/** Reads the catalogues of a folder: language → words. */
export function readCatalogues(folder: string): Record<string, object>;
/** What is wrong with the catalogues, a line each. */
export function faults(catalogues: Record<string, object>): string[];
