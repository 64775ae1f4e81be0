/** @file The variables of an expression: x, y, z, or x1, x2 and so on. */

import { ArgumentError } from "glissade";
import { constants } from "./vocabulary.ts";

const LETTERS = ["x", "y", "z"];
const NUMBERED = /^x([1-9]\d{0,2})$/;

/** Where a variable stands in the vector, from 0; -1 where the name is none. */
function positionOf(name: string): number {
  const [, number] = NUMBERED.exec(name) ?? [];
  return number === undefined ? LETTERS.indexOf(name) : Number(number) - 1;
}

/** Whether a name is a variable of either kind. */
export function isVariable(name: string): boolean {
  return positionOf(name) >= 0;
}

/**
 * All variables up to the last that occurs, from the names in an expression; `where` names that in an error.
 *
 * @example
 * nameVariables(["x3", "x1"], "function"); // ["x1", "x2", "x3"]
 */
export function nameVariables(names: readonly string[], where: string): readonly string[] {
  requireVariables(names, where);
  const length = Math.max(...names.map(positionOf)) + 1;
  const isNumbered = NUMBERED.test(names[0]!);
  return Array.from({ length }, (_, index) => (isNumbered ? `x${index + 1}` : LETTERS[index]!));
}

function requireVariables(names: readonly string[], where: string): void {
  const unknown = names.find((name) => !isVariable(name));
  const letter = names.find((name) => LETTERS.includes(name));
  const numbered = names.find((name) => NUMBERED.test(name));
  const fix = "Variables are x, y, z or x1, x2 and so on";
  if (unknown !== undefined) {
    const fixes = `${fix}; constants are ${[...constants.keys()].join(", ")}`;
    throw new ArgumentError({ where, rule: `unknown variable ${unknown}`, fix: fixes });
  }
  if (names.length === 0) throw new ArgumentError({ where, rule: "has no variable", fix });
  if (letter !== undefined && numbered !== undefined) {
    throw new ArgumentError({ where, rule: `mixes ${letter} and ${numbered}`, fix: `${fix}, not both` });
  }
}
