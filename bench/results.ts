/** The kept figures, and their tables in the documentation: between the markers stands what the figures say. */
import type { Machine } from "./project.ts";
import { printTable, type Table } from "./table.ts";

/** What each part found the last time it ran, by the part's name. */
export type Results = Record<string, { readonly machine: Machine; readonly tables: readonly Table[] }>;

/** The pages that show them. */
export const pages = ["docs/performance.md", "docs/explanations.md"] as const;

const markers = /<!-- bench (\w+) -->\n[^]*?<!-- end -->/g;

/** Replaces what stands between `<!-- bench NAME -->` and `<!-- end -->` by the tables of that part. */
export function rewritePage(page: string, results: Results): string {
  return page.replace(markers, (whole, name: string) => {
    const part = results[name];
    if (!part) return whole;
    const { processor, cores, memory, system, node, date, commit } = part.machine;
    const where = `Measured on ${date} at commit ${commit}: ${processor}, ${cores} cores, ${memory}; ${system}; Node ${node}.`;
    return `<!-- bench ${name} -->\n\n${part.tables.map(printTable).join("\n")}\n${where}\n\n<!-- end -->`;
  });
}
