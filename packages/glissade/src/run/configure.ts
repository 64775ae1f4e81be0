/** @file Settings of the process. */

import { ArgumentError } from "../errors.ts";
import { kind, optionsReader } from "../kinds.ts";
import { checkProvider, type Provider, type RuntimeOptions } from "./runtime.ts";

export interface ConfigureOptions extends RuntimeOptions {
  /** What computes: "cpu" by default in Node, "wasm" in pages. */
  readonly provider?: Provider;
  /**
   * Threads inside one operation. By default one per physical core on "cpu" and one on "wasm", which keeps the
   * threads of its first program.
   */
  readonly threads?: number;
}

const readConfigure = optionsReader<ConfigureOptions>({
  provider: kind.rule("the name of a provider", (value) => typeof value === "string"),
  threads: kind.integer,
  wasmPaths: kind.string,
});

/** What programs compiled from now on use. */
export let settings: ConfigureOptions = {};

/**
 * Changes settings for programs that are compiled from now on.
 *
 * @example
 * configure({ provider: "cpu", threads: 1 });
 */
export function configure(changes: ConfigureOptions): void {
  const { provider, threads } = readConfigure("configure", changes);
  if (provider !== undefined) checkProvider("configure", provider);
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new ArgumentError({
      where: "configure({ threads })",
      rule: `expected a positive integer, got ${threads}`,
    });
  }
  settings = { ...settings, ...changes };
}
