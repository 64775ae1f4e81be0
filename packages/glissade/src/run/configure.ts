/** @file Settings of the process. */

import { kind, optionsReader } from "../options/kinds.ts";
import { type BackendOptions, type Provider, providerKind } from "./backend.ts";

export interface ConfigureOptions extends Pick<BackendOptions, "wasmPaths"> {
  /** What computes: "cpu" by default in Node, "wasm" in pages. */
  readonly provider?: Provider;
  /**
   * Threads inside one operation. By default one per physical core on "cpu" and one on "wasm", which keeps the
   * threads of its first program.
   */
  readonly threads?: number;
  /** Whether operations become kernels where there are some, as on "cpu"; `true` by default. */
  readonly fuse?: boolean;
}

const readConfigure = optionsReader<ConfigureOptions>({
  provider: providerKind,
  threads: kind.threads,
  fuse: kind.boolean,
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
  settings = { ...settings, ...readConfigure("configure", changes) };
}
