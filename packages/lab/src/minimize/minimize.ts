/** @file The path of an optimizer over a function, one compiled program per step. */

import { compile, optim, ShapeError, type Tensor, type Tree, tensor, valueAndGrad } from "glissade";
import type { Expression } from "./expression.ts";

export interface MinimizeOptions {
  readonly function: Expression;
  /** One number for each variable. */
  readonly start: readonly number[];
  readonly optimizer: optim.ParsedOptimizer;
  readonly steps: number;
}

/** A point of the path, with the function and its gradient there. */
export interface MinimizePoint {
  readonly step: number;
  readonly x: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
}

/** What `glissade minimize --json` writes; JSON has `null` for numbers that are not finite. */
export interface MinimizeResult {
  readonly function: string;
  /** The optimizer string, canonical. */
  readonly optimizer: string;
  /** From the start on, which is step 0. */
  readonly path: readonly MinimizePoint[];
  /** A path diverges, and ends, where its point, value or gradient is not finite. */
  readonly status: "done" | "diverged";
}

/**
 * Follows an optimizer over a function, in float64.
 *
 * @example
 * const options = { function: readExpression("x^2"), optimizer: optim.parse("sgd(0.25)") };
 * const { path } = await minimize({ ...options, start: [8], steps: 2 });
 * path.map(({ x }) => x[0]); // [8, 4, 2]
 */
export async function minimize(options: MinimizeOptions): Promise<MinimizeResult> {
  const { function: expression, start, optimizer, steps } = options;
  requireStart(expression, start);
  const run = compileStep(expression, optimizer.optimizer);
  const x = start.map((value) => tensor(value, { dtype: "float64" }));
  let state: State = { x, memory: optimizer.optimizer.init(x) };
  let status: MinimizeResult["status"] = "done";
  const path: MinimizePoint[] = [];
  for (let step = 0; step <= steps && status === "done"; step++) {
    const { next, ...here } = await run(state);
    const point = { step, ...(await readPoint({ x: state.x, ...here })) };
    path.push(point);
    state = next;
    if (!isFinitePoint(point)) status = "diverged";
  }
  return { function: expression.text, optimizer: optimizer.text, path, status };
}

function requireStart({ variables }: Expression, start: readonly number[]): void {
  if (start.length === variables.length) return;
  throw new ShapeError({
    where: `start "${start}"`,
    rule: `needs one number for each variable (${variables.join(", ")}), got ${start.length}`,
  });
}

type State = { readonly x: readonly Tensor[]; readonly memory: Tree };

/** From a state to value and gradient at its x, whichever point the optimizer asks for, and the next state. */
function compileStep(expression: Expression, optimizer: optim.Optimizer) {
  const differentiate = valueAndGrad((x: readonly Tensor[]) => expression.evaluate(x));
  return compile(
    ({ x, memory }: State) => {
      const [value, gradient] = differentiate(x);
      const point = optimizer.gradientPoint?.(x, memory) as readonly Tensor[] | undefined;
      const [loss, ahead] = point ? differentiate(point) : [value, gradient];
      const [updates, after] = optimizer.update(ahead, memory, { params: x, loss });
      return { value, gradient, next: { x: optim.applyUpdates(x, updates), memory: after } };
    },
    { threads: 1 },
  );
}

interface Place {
  readonly x: readonly Tensor[];
  readonly value: Tensor;
  readonly gradient: readonly Tensor[];
}

async function readPoint({ x, value, gradient }: Place): Promise<Omit<MinimizePoint, "step">> {
  const numbers = (list: readonly Tensor[]) => Promise.all(list.map((each) => each.item()));
  return { x: await numbers(x), value: await value.item(), gradient: await numbers(gradient) };
}

function isFinitePoint({ x, value, gradient }: MinimizePoint): boolean {
  return [...x, value, ...gradient].every(Number.isFinite);
}
