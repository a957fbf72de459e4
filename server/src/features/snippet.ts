/** Snippets, as LSP writes them: text with places to fill in, `${1:text}` or `$1`, and `$0` where the cursor ends. */

/** The text with nothing to fill in, whatever it holds. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** What a snippet leaves if nothing is filled in: for clients that know none. */
export function snippetText(snippet: string): string {
  const texts = new Map<string, string>();
  const filled = snippet.replace(
    /\\([\\$}])|\$\{(\d+):([^}]*)\}/g,
    (_, escaped: string, place: string, text: string) => {
      if (escaped !== undefined) return escaped;
      texts.set(place, text);
      return text;
    },
  );
  return filled.replace(/\$(\d+)/g, (_, place: string) => texts.get(place) ?? "");
}
