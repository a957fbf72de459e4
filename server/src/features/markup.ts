/**
 * Text with a little structure, and the two ways to show it. What comes from a sheet is hostile until shown otherwise: in
 * Markdown it stands in code or is escaped, so that it is never a link, an image or HTML.
 */

export type Block =
  /** Sentences of ours; what stands between backticks in them is code. */
  | { readonly kind: "paragraph"; readonly text: string }
  /** A piece of a sheet. */
  | { readonly kind: "sheet"; readonly text: string }
  | { readonly kind: "table"; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

export function paragraph(text: string): Block {
  return { kind: "paragraph", text };
}

// ── Markdown ────────────────────────────────────────────────────────────────────────────────────────────────────────

export function toMarkdown(blocks: readonly Block[]): string {
  return blocks.map(blockMarkdown).join("\n\n");
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return (
        block.text
          .split("\n")
          // The sign before a term is no bullet.
          .map((line) => inlineMarkdown(line).replace(/^[+-](?= )/, "\\$&"))
          .join("  \n")
      );
    case "sheet": {
      const fence = "`".repeat(Math.max(3, longestRun(block.text) + 1));
      return `${fence}gradus\n${block.text}\n${fence}`;
    }
    case "table": {
      const row = (cells: readonly string[]) => `| ${cells.map(cellMarkdown).join(" | ")} |`;
      return [row(block.header), `|${" --: |".repeat(block.header.length)}`, ...block.rows.map(row)].join("\n");
    }
  }
}

/** Escapes a line but for its code, which is fenced so that it cannot end early. */
function inlineMarkdown(line: string): string {
  return line
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 === 1 ? part : escapeMarkdown(part)))
    .join("");
}

/** A cell is on one line, and a bar in it, in code too, is no border. */
function cellMarkdown(cell: string): string {
  return inlineMarkdown(cell.replace(/\s+/g, " ")).replace(/\|/g, "\\|");
}

/** What can start markup or a link. Our own words come first on a line, so that no heading can start there. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#~&@]|(?<=\bwww)\.|:(?=\/\/)/g, (character) => `\\${character}`);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

// ── Plain text ──────────────────────────────────────────────────────────────────────────────────────────────────────

export function toPlainText(blocks: readonly Block[]): string {
  return blocks.map(blockText).join("\n\n");
}

function blockText(block: Block): string {
  if (block.kind !== "table") return block.text;
  const rows = [block.header, ...block.rows];
  const widths = block.header.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join("  ")).join("\n");
}
