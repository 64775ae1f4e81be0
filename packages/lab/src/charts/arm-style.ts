/** @file The look of an optimizer: the same colour in every picture, and a dash beside it. */

import { PALETTE } from "./theme.ts";

export interface ArmStyle {
  readonly color: string;
  readonly dash: "solid" | number[];
}

const KNOWN = ["sgd", "momentum", "adam", "nesterov", "rmsprop", "adagrad", "adamw", "adadelta"];
const DASHES: readonly ArmStyle["dash"][] = ["solid", [8, 4], [2, 3], [9, 3, 2, 3], [16, 4]];

/**
 * Styles by name. A name prefers the same colour everywhere and yields to an earlier one that has taken it;
 * dashes go by place, so that names which must share a colour still differ.
 *
 * @example
 * armStyles(["sgd", "adam"]).get("sgd")?.dash; // "solid"
 */
export function armStyles(names: readonly string[]): ReadonlyMap<string, ArmStyle> {
  let free = [...PALETTE];
  return new Map(
    names.map((name, index) => {
      if (free.length === 0) free = [...PALETTE];
      const color = preferences(name).find((candidate) => free.includes(candidate))!;
      free.splice(free.indexOf(color), 1);
      return [name, { color, dash: DASHES[index % DASHES.length]! }];
    }),
  );
}

/** The palette from the colour of a known name on, or of a name before its bracket; others by a hash. */
function preferences(name: string): readonly string[] {
  const word = name.toLowerCase().replace(/\(.*/, "");
  const known = KNOWN.indexOf(word);
  const hash = [...word].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 65_521, 7);
  const first = (known >= 0 ? known : hash) % PALETTE.length;
  return [...PALETTE.slice(first), ...PALETTE.slice(0, first)];
}
