/** @file What tests of taps have in common. */

import type { TappedValue } from "./tap.ts";

/** Keeps what a tap shows as text: a name, the shape and the elements. */
export function notes() {
  const lines: string[] = [];
  const note =
    (name: string) =>
    ({ shape, data }: TappedValue) =>
      void lines.push(`${name} [${shape}] ${[...data].join(" ")}`);
  return { lines, note };
}
