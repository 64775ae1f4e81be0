/** @file What a library says of bytes that it cannot decode, as a part of our own sentence. */

/** The message of a library's error in one line and without its full stop. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: damaged bytes become parts of messages.
  const line = message.replace(/[\x00-\x1f\x7f-\x9f]/g, (mark) => JSON.stringify(mark).slice(1, -1));
  return line.trim().replace(/\.$/, "");
}
