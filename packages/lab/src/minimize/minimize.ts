/** @file The path of an optimizer over a function, one compiled program per step. */

import {
  ArgumentError,
  compile,
  evaluate,
  type optim,
  ShapeError,
  type Tensor,
  type Tree,
  tensor,
} from "glissade";
import { requireFields, requireOptions } from "../checks.ts";
import type { Expression } from "./expression.ts";
import { readOptimizerState, type StateValues } from "./optimizer-state.ts";
import { stepOf } from "./step.ts";

export interface MinimizeOptions {
  readonly function: Expression;
  /** One number for each variable. */
  readonly start: readonly number[];
  readonly optimizer: optim.ParsedOptimizer;
  readonly steps: number;
  /** A path diverges where a variable is farther from 0 than this; infinity by default. */
  readonly bound?: number;
  /** Called after every step that was read. */
  readonly onStep?: (step: number) => void;
}

/** A point of the path, with the function and its gradient there. */
export interface MinimizePoint {
  readonly step: number;
  readonly x: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
  /** What the optimizer remembers on arrival, by name: a number, or one for each variable. */
  readonly state?: StateValues;
}

/** What one optimizer did. */
export interface MinimizeRun {
  /** The optimizer string, canonical. */
  readonly optimizer: string;
  /** From the start on, which is step 0. */
  readonly path: readonly MinimizePoint[];
  /** A path diverges, and ends, where its point, value or gradient is not finite, or the point beyond the bound. */
  readonly status: "done" | "diverged";
}

/** The run of one optimizer over a function. */
export interface MinimizeResult extends MinimizeRun {
  readonly function: string;
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
  requireOptions("minimize", options, {
    needed: ["function", "start", "optimizer", "steps"],
    optional: ["bound", "onStep"],
  });
  requireFields("minimize({ function })", options.function, ["variables", "evaluate"], "readExpression()");
  requireFields("minimize({ optimizer })", options.optimizer, ["optimizer"], "optim.parse()");
  const { function: expression, start, optimizer, steps, bound = Number.POSITIVE_INFINITY } = options;
  requireStart(expression, start);
  requireBound(bound);
  const run = compile(stepOf(expression, optimizer.optimizer), { threads: 1 });
  const x = tensor([...start], { dtype: "float64" });
  let state = await evaluate({ x, optimizerState: optimizer.optimizer.init(x) });
  let status: MinimizeRun["status"] = "done";
  const path: MinimizePoint[] = [];
  for (let step = 0; step <= steps && status === "done"; step++) {
    const { next, ...here } = await run(state);
    const point = await readPoint({ step, ...here, optimizerState: state.optimizerState });
    path.push(point);
    state = next;
    if (!isInside(point, bound)) status = "diverged";
    options.onStep?.(step);
  }
  return { function: expression.text, optimizer: optimizer.text, path, status };
}

/** Throws unless there is one number for each variable. */
export function requireStart({ variables }: Expression, start: readonly number[]): void {
  if (start.length === variables.length) return;
  throw new ShapeError({
    where: `start "${start}"`,
    rule: `needs one number for each variable (${variables.join(", ")}), got ${start.length}`,
  });
}

function requireBound(bound: number): void {
  if (bound > 0) return;
  throw new ArgumentError({ where: "bound", rule: `must be positive, got ${bound}` });
}

interface Place {
  readonly step: number;
  readonly x: Tensor;
  readonly value: Tensor;
  readonly gradient: Tensor;
  readonly optimizerState: Tree;
}

async function readPoint({ step, x, value, gradient, optimizerState }: Place): Promise<MinimizePoint> {
  const numbers = async (each: Tensor) => Array.from(await each.data(), Number);
  const state = await readOptimizerState(optimizerState, x.size);
  const point = { step, x: await numbers(x), value: await value.item(), gradient: await numbers(gradient) };
  return Object.keys(state).length > 0 ? { ...point, state } : point;
}

function isInside({ x, value, gradient }: MinimizePoint, bound: number): boolean {
  return (
    [value, ...gradient].every(Number.isFinite) &&
    x.every((each) => Number.isFinite(each) && Math.abs(each) <= bound)
  );
}
