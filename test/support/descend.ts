/** @file Minimisation by an optimizer, one compiled step at a time. */

import { compile, optim, scan, type Tensor, type Tree, valueAndGrad } from "glissade";

export interface Descent<Params extends Tree> {
  readonly f: (params: Params) => Tensor;
  readonly start: Params;
  readonly optimizer: optim.Optimizer;
  readonly steps: number;
  /** Whether the points are those to evaluate instead of those that are trained. */
  readonly isEvaluated?: boolean;
}

/** One step from parameters and optimizer state to the next. */
export const stepOf =
  <Params extends Tree>({ f, optimizer }: Pick<Descent<Params>, "f" | "optimizer">) =>
  (params: Params, state: Tree): [Params, Tree] => {
    const point = (optimizer.gradientPoint?.(params, state) ?? params) as Params;
    const [loss, gradients] = valueAndGrad(f)(point);
    const [updates, next] = optimizer.update(gradients, state, { params, loss, objective: f });
    return [optim.applyUpdates(params, updates), next];
  };

/** The path of the parameters from the start on, the points asked for, the last state, and the number of programs. */
export async function descend<Params extends Tree>({
  f,
  start,
  optimizer,
  steps,
  isEvaluated = false,
}: Descent<Params>) {
  const step = compile(stepOf({ f, optimizer }));
  const path = [start];
  const points = [start];
  let state = optimizer.init(start);
  for (let count = 0; count < steps; count++) {
    const [point, next] = await step(path[count]!, state);
    path.push(point);
    points.push(isEvaluated ? (optimizer.evaluationPoint!(point, next) as Params) : point);
    state = next;
  }
  return { path, points, state, programs: step.programs };
}

/** The parameters to keep after all steps, which are one loop in the graph. */
export async function arrive<Params extends Tree>({
  f,
  start,
  optimizer,
  steps,
}: Descent<Params>): Promise<Params> {
  const step = stepOf({ f, optimizer });
  const run = compile((params: Params, state: Tree) => {
    const [[end, last]] = scan(
      ([x, memory]: [Params, Tree], _: readonly []) => [step(x, memory), []] as const,
      [params, state],
      [],
      { length: steps },
    );
    return (optimizer.evaluationPoint?.(end, last) ?? end) as Params;
  });
  return run(start, optimizer.init(start));
}
