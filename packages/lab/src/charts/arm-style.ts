/** @file The look of a name in a picture: a colour, with a dash and a mark beside it; an optimizer has one colour in all. */

import { PALETTE } from "./theme.ts";

export interface ArmStyle {
  readonly color: string;
  readonly dash: "solid" | number[];
  /** The mark of a point, by echarts' names of symbols. */
  readonly symbol: string;
  /** 0 for the first name of a colour in a picture, 1 for the second, and so on. */
  readonly variant: number;
}

/** Each eight take the colours in turn; a column of this table is a colour. */
const KNOWN = [
  ...["sgd", "momentum", "adam", "nesterov", "rmsprop", "adagrad", "adamw", "adadelta"],
  ...["nadam", "lion", "adafactor", "muon", "soap", "shampoo", "scheduleFreeAdamw", "prodigy"],
  ...["asgd", "lars", "adamax", "lamb", "radam", "yogi", "scheduleFreeSgd", "dog"],
  ...["signSgd", "rprop", "amsgrad", "novograd", "adabelief", "sm3", "adan", "polyak"],
  ...["noisySgd", "sophia", "ademamix", "fromage", "madgrad", "adopt", "acprop", "optimisticAdam"],
  ...["optimisticGradientDescent"],
].map((name) => name.toLowerCase());

const DASHES: readonly ArmStyle["dash"][] = ["solid", [8, 4], [2, 3], [9, 3, 2, 3], [16, 4]];
const PLUS = "path://M-3 -10H3V-3H10V3H3V10H-3V3H-10V-3H-3Z";
const SYMBOLS: readonly string[] = ["circle", "rect", "diamond", PLUS, "roundRect"];

interface Home {
  readonly name: string;
  readonly color: string;
  readonly variant: number;
}

/**
 * Styles by name, in colours that differ as long as there are any. Optimizers have theirs, on every page and whatever
 * stands beside them; a second one of the same optimizer, and names that are none, take the palette's next free colours in
 * turn. Names that share a colour differ by dash and mark.
 *
 * @example
 * const styles = armStyles(["sgd", "relu", "tanh"]);
 * new Set([...styles.values()].map(({ color }) => color)).size; // 3
 */
export function armStyles(given: readonly string[]): ReadonlyMap<string, ArmStyle> {
  const names = [...new Set(given)];
  const words = names.map(wordOf);
  const keeps = (_: string, index: number) =>
    KNOWN.includes(words[index]!) && words.indexOf(words[index]!) === index;
  const fixed = names.filter(keeps).map(homeOf);
  const others = names.filter((name, index) => !keeps(name, index));
  const free = PALETTE.filter((color) => fixed.every((home) => home.color !== color));
  const moved = others.map((name, index): Home => {
    const color = free[index] ?? PALETTE[(index - free.length) % PALETTE.length]!;
    return { name, color, variant: 0 };
  });
  return setApart([...fixed, ...moved]);
}

/** The name of an optimizer, however it is written: letters and digits before a bracket. */
const wordOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\(.*/s, "")
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The look of an optimizer, by its position in the table. */
function homeOf(name: string): Home {
  const known = KNOWN.indexOf(wordOf(name));
  return {
    name,
    color: PALETTE[known % PALETTE.length]!,
    variant: Math.floor(known / PALETTE.length),
  };
}

/** Gives each name its variant, or the next one that no earlier name of its colour has. */
function setApart(homes: readonly Home[]): ReadonlyMap<string, ArmStyle> {
  const taken = new Set<string>();
  const styles = new Map<string, ArmStyle>();
  for (const { name, color, variant: own } of homes) {
    if (styles.has(name)) continue;
    let variant = own;
    while (taken.has(`${color} ${variant}`)) variant++;
    taken.add(`${color} ${variant}`);
    styles.set(name, { color, variant, ...shapesOf(variant) });
  }
  return styles;
}

/** A square of dashes and marks: each row has every dash, and no pair stands twice. */
function shapesOf(variant: number): Pick<ArmStyle, "dash" | "symbol"> {
  const row = Math.floor(variant / DASHES.length);
  return {
    dash: DASHES[variant % DASHES.length]!,
    symbol: SYMBOLS[(variant + row) % SYMBOLS.length]!,
  };
}
