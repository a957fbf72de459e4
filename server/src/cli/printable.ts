/** Makes text of a sheet fit to print: nothing in it can move the cursor, recolour the terminal or turn the text around. */

/** C0 controls have pictures of their own; the line break and the tab are left to who prints. */
const controls = /[\u0000-\u0008\u000b-\u001f]/g;

/** C1 controls, bidirectional marks, line separators and lone surrogates. */
const hostile =
  /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text with a visible stand-in, one column wide, for each character that a terminal would obey. */
export function printable(text: string): string {
  return text
    .replace(controls, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replace(hostile, "\ufffd");
}

/** The same for JSON, which may end up in a terminal: escapes that any reader of JSON undoes. */
export function printableJson(json: string): string {
  return json.replace(hostile, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
