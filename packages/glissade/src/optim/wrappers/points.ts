/** @file The evaluation points and the learning rate of wrappers: those of the transforms inside. */

import type { Tree } from "../../tree.ts";
import type { Transform } from "../transform.ts";

type Points<State extends Tree> = Pick<
  Transform<State>,
  "gradientPoint" | "evaluationPoint" | "learningRate"
>;

/** The points and the rate of the transform inside, for a wrapper that keeps its state within its own. */
export const pointsOf = <Inner extends Tree, State extends Tree>(
  { gradientPoint, evaluationPoint, learningRate }: Points<Inner>,
  innerState: (state: State) => Inner,
): Points<State> => ({
  gradientPoint: gradientPoint && ((params, state) => gradientPoint(params, innerState(state))),
  evaluationPoint: evaluationPoint && ((params, state) => evaluationPoint(params, innerState(state))),
  learningRate: learningRate && ((state, next) => learningRate(innerState(state), innerState(next))),
});
