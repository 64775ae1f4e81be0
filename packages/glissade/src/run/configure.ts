/** @file Settings of the process. */

import { ArgumentError } from "../errors.ts";

export interface Settings {
  /** Threads inside one operation; ONNX Runtime's default (one per physical core) where left out. */
  readonly threads?: number;
}

/** What programs compiled from now on use. */
export let settings: Settings = {};

/**
 * Changes settings for programs that are compiled from now on.
 *
 * @example
 * configure({ threads: 1 });
 */
export function configure(changes: Settings): void {
  const { threads } = changes;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new ArgumentError({
      where: "configure({ threads })",
      rule: `expected a positive integer, got ${threads}`,
    });
  }
  settings = { ...settings, ...changes };
}
