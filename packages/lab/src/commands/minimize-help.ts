/** @file The text of `glissade minimize --help` below the options. */

import { testFunctions } from "../minimize/test-functions.ts";

const NAME_WIDTH = Math.max(...Object.keys(testFunctions).map((name) => name.length));

const functionList = (): string =>
  Object.entries(testFunctions)
    .map(([name, { about, start }]) => `  ${name.padEnd(NAME_WIDTH)}  ${about}; from ${start.join(", ")}`)
    .join("\n");

/** The functions by name, the rules and examples. */
export const minimizeHelp = (): string => `
Functions by name, and where their paths start:
${functionList()}

Variables of an expression are x, y, z or x1, x2, ...; y^2 is a function of x and y. The gradient comes from
automatic differentiation, in float64. A path that leaves the finite numbers, or the bound, ends there as
diverged, which is a result and no failure; JSON has null for numbers that are not finite.

Examples:
  glissade minimize --function "6x^2 - 12x + 3" --start=-0.9 --optimizer "sgd(0.03)" --steps 15
  glissade minimize --function rosenbrock --optimizer "sgd(0.001, momentum=0.9)" "adam(0.1)" --steps 200 \\
    --plot paths.png --html paths.html --sensitivity rates.svg
  glissade minimize --function "6x^2 + 40y^2 - 12x - 30y + 3" --start=-0.5,2.3 \\
    --optimizer 'sgd(0.01, momentum=0.5, nesterov="textbook")' --steps 14 --json - | jq '.path[-1].x'`;
