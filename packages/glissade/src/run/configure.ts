/** @file Settings of the process. */

import { ArgumentError } from "../errors.ts";
import { checkProvider, type Provider, type RuntimeOptions } from "./session.ts";

export interface Settings extends RuntimeOptions {
  /** What computes: "cpu" by default in Node, "wasm" in pages. */
  readonly provider?: Provider;
  /**
   * Threads inside one operation. By default one per physical core on "cpu" and one on "wasm", which keeps the
   * threads of its first program.
   */
  readonly threads?: number;
}

/** What programs compiled from now on use. */
export let settings: Settings = {};

/**
 * Changes settings for programs that are compiled from now on.
 *
 * @example
 * configure({ provider: "cpu", threads: 1 });
 */
export function configure(changes: Settings): void {
  const { provider, threads } = changes;
  if (provider !== undefined) checkProvider("configure", provider);
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new ArgumentError({
      where: "configure({ threads })",
      rule: `expected a positive integer, got ${threads}`,
    });
  }
  settings = { ...settings, ...changes };
}
