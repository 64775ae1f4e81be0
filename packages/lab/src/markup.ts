/** @file Text as markup; apart from the charts, so that a table for the terminal need not load them. */

const names: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" };

/**
 * Writes text so that markup shows it as it is.
 *
 * @example
 * escapeMarkup("1 < 2"); // "1 &lt; 2"
 */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}
