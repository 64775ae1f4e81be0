/** @file Text as markup; apart from the charts, so that a table for the terminal need not load them. */

const names: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" };

/** What XML has no characters for; text with them is no picture. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu;

/** Text with replacement characters for those that XML lacks, halves of pairs among them. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, "\ufffd");

/**
 * Writes text so that markup shows it as it is.
 *
 * @example
 * escapeMarkup("1 < 2"); // "1 &lt; 2"
 */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}
