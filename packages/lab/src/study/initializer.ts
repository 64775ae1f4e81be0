/** @file The text of `model.initialize`: a distribution with its scale, or a rule that finds its own. */

/** A parsed initializer. */
export type Initializer =
  | { readonly name: "uniform" | "normal"; readonly scale: number }
  | { readonly name: "xavier" | "kaiming" };

/**
 * Reads `uniform(a)`, U(-a, a); `normal(s)`, N(0, s²); `xavier` or `kaiming`. Anything else is `undefined`.
 *
 * @example
 * parseInitializer("uniform(0.5)"); // { name: "uniform", scale: 0.5 }
 */
export function parseInitializer(text: string): Initializer | undefined {
  if (text === "xavier" || text === "kaiming") return { name: text };
  const [, name, argument] = /^(uniform|normal)\(([^()\s]+)\)$/.exec(text) ?? [];
  const scale = Number(argument);
  if (!(scale > 0 && Number.isFinite(scale))) return undefined;
  return { name: name as "uniform" | "normal", scale };
}
