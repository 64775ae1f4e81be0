/** @file A function to minimize by the name of a test function, or as an expression. */

import { ArgumentError, nearestOrAll } from "glissade";
import { type Expression, readExpression } from "./expression.ts";
import { type Terrain, testFunctions } from "./test-functions.ts";
import { constants, functions } from "./vocabulary.ts";

/** A function to minimize, and what is known of it where it came by name. */
export interface NamedFunction extends Partial<Terrain> {
  readonly name?: string;
  readonly expression: Expression;
}

/**
 * Reads the name of a test function, or an expression.
 *
 * @example
 * readFunction("rosenbrock").start; // [-1.2, 1]
 * readFunction("x^2").start; // undefined
 */
export function readFunction(text: string): NamedFunction {
  const name = text.trim().toLowerCase();
  if (Object.hasOwn(testFunctions, name)) {
    const { text: known, start, box, minima } = testFunctions[name]!;
    return { name, expression: readExpression(known), start, box, minima };
  }
  if (!looksLikeName(name)) return { expression: readExpression(text) };
  throw new ArgumentError({
    where: `function "${text}"`,
    rule: "is neither a known name nor an expression",
    fix: nearestOrAll(name, Object.keys(testFunctions)),
  });
}

/** Whether a text is words of which one is too long for a variable and unknown to expressions. */
function looksLikeName(text: string): boolean {
  if (!/^[a-z]+(?:[- ][a-z]+)*$/.test(text)) return false;
  return text.split(/[- ]/).some((word) => word.length > 2 && !constants.has(word) && !functions.has(word));
}
