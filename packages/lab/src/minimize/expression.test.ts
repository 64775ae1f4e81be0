import { evaluate, type Tensor, tensor, valueAndGrad } from "glissade";
import { derivative, evaluate as evaluateByMathjs } from "mathjs";
import { describe, expect, test } from "vitest";
import { readExpression } from "./expression.ts";
import { functions } from "./vocabulary.ts";

const POINTS = [
  [0.3, 1.7],
  [1.2, 0.4],
  [0.9, 0.2],
] as const;

/** Value and gradient by the framework. */
async function differentiate(text: string, x: readonly number[]) {
  const scalars: readonly Tensor[] = x.map((each) => tensor(each, { dtype: "float64" }));
  const { variables, evaluate: apply } = readExpression(text);
  const point = scalars.slice(0, variables.length);
  const [value, gradient] = await evaluate(valueAndGrad((each: readonly Tensor[]) => apply(each))(point));
  return { value: await value.item(), gradient: await Promise.all(gradient.map((each) => each.item())) };
}

const scopeOf = ([x, y]: readonly number[]) => ({ x, y, x1: x, x2: y });

/** Relative closeness, absolute near zero. */
const near = (value: number, tolerance: number) => ({
  asymmetricMatch: (other: number) => Math.abs(other - value) <= tolerance * Math.max(1, Math.abs(value)),
  toString: () => `near ${value}`,
});

function slopes(text: string, at: readonly number[], count: number): number[] {
  const step = 1e-5;
  return at.slice(0, count).map((value, index) => {
    const [above, below] = [value + step, value - step].map((each) =>
      evaluateByMathjs(text, scopeOf(at.with(index, each))),
    );
    return (above - below) / (2 * step);
  });
}

describe("every function and operator, against mathjs and its finite differences", () => {
  const calls = [...functions].flatMap(([name, { arity }]) => {
    const lists = { 1: ["x"], 2: ["x, y"], "1 or more": ["x", "x, y", "1, x, 0.5, y"] };
    return lists[arity as keyof typeof lists].map((list) => `${name}(${list})`);
  });
  const operations = [
    "x + y",
    "x - y",
    "2x y",
    "x / y",
    "x ^ y",
    "-x",
    "x^-3",
    "(x + 1)(y - 2)",
    "2^x",
    "-x^2",
  ];
  test.each([...calls, ...operations])("%s", async (text) => {
    for (const point of POINTS) {
      const { value, gradient } = await differentiate(text, point);
      const expected = near(evaluateByMathjs(text, scopeOf(point)), 1e-14);
      expect(value).toEqual(expected);
      expect(readExpression(text).evaluate(point)).toEqual(expected);
      expect(gradient).toEqual(slopes(text, point, gradient.length).map((each) => near(each, 1e-8)));
    }
  });
});

test.each([
  "6*x^2 + 9*y^2 - 12*x - 14*y + 3",
  "-2exp(-0.5((x+1)^2 + (y-1)^2)) - exp(-0.5((x-1)^2 + (y+1)^2))",
  "x * cos(0.15 * pi * x)",
  "sqrt(2)x + log(3 + e^y) / tau",
  "tanh(x y)^2 - cosh(0.5x) * tan(y / 3)",
  "(1 - x1)^2 + 100(x2 - x1^2)^2",
])("%s has mathjs's symbolic derivatives", async (text) => {
  const { variables } = readExpression(text);
  const scope = scopeOf([-0.7, 0.6]);
  const { value, gradient } = await differentiate(text, [-0.7, 0.6]);
  expect(value).toEqual(near(evaluateByMathjs(text, scope), 1e-14));
  expect(gradient).toEqual(variables.map((name) => near(derivative(text, name).evaluate(scope), 1e-13)));
});

test.each([
  ["x^2", ["x"]],
  ["y^2", ["x", "y"]],
  ["z * x", ["x", "y", "z"]],
  ["x1", ["x1"]],
  ["x3 + pi * x1", ["x1", "x2", "x3"]],
])("%s is a function of %j", (text, variables) => {
  expect(readExpression(text).variables).toEqual(variables);
});

test("a variable that does not occur has gradient 0", async () => {
  expect(await differentiate("y^2", [5, 3])).toEqual({ value: 9, gradient: [0, 6] });
});

const VARIABLES = "Variables are x, y, z or x1, x2 and so on";
const FUNCTIONS = "abs, cos, cosh, exp, log, max, min, pow, sign, sin, sqrt, square, tan, tanh";
const ARITHMETIC = `Use numbers, variables, + - * / ^ and ${FUNCTIONS}.`;
const EXAMPLE = "Write for example 6*x^2 - 12*x + 3.";

test.each([
  ["", `is empty. ${EXAMPLE}`],
  ["6*x^", `does not parse: Unexpected end of expression (char 5). ${EXAMPLE}`],
  ["sin(x", `does not parse: Parenthesis ) expected (char 6). ${EXAMPLE}`],
  ["x**2", "does not parse: Value expected (char 3). Write powers as x^2."],
  ["x²", 'does not parse: Syntax error in part "²" (char 2). Write powers as x^2.'],
  ["sine(x)", `unknown function sine. The nearest is sin (known: ${FUNCTIONS}).`],
  ["toString(x)", `unknown function toString. Known: ${FUNCTIONS}.`],
  ["x(x - 1)", "unknown function x. Write x * (...) for a product."],
  ["sin(x, y)", "sin takes 1 argument, got 2."],
  ["pow(x)", "pow takes 2 arguments, got 1."],
  ["max() + x", "max takes 1 or more arguments, got 0."],
  ["x + w", `unknown variable w. ${VARIABLES}; constants are e, pi, tau.`],
  ["x0^2", `unknown variable x0. ${VARIABLES}; constants are e, pi, tau.`],
  ["2 pi", `has no variable. ${VARIABLES}.`],
  ["x * x1", `mixes x and x1. ${VARIABLES}, not both.`],
  ["x > 1", `takes only arithmetic, got x > 1. ${ARITHMETIC}`],
  ["2 + x!", `takes only arithmetic, got x!. ${ARITHMETIC}`],
  ["x + [1, 2]", `takes only arithmetic, got [1, 2]. ${ARITHMETIC}`],
  ['x + "a"', `takes only arithmetic, got "a". ${ARITHMETIC}`],
  ["x = 3", "takes only arithmetic, got x = 3. Give only the right-hand side."],
  ["f(x) = x^2", "takes only arithmetic, got f(x) = x ^ 2. Give only the right-hand side."],
])("refuses %j", (text, rest) => {
  const message = `function "${text}": ${rest}`;
  expect(() => readExpression(text)).toThrow(expect.objectContaining({ code: "ARGUMENT", message }));
});
