/** @file Solvers that look at whole functions: minima, roots, least squares. They run beside the graph, not in it. */

export {
  type BundleAdjustment,
  type BundleAdjustOptions,
  bundleAdjust,
} from "./bundle-adjustment/bundle-adjust.ts";
export type { GaugeFreedom } from "./bundle-adjustment/geometry.ts";
export { formatPly } from "./bundle-adjustment/ply.ts";
export { type BundleParameters, bundleParameters, reprojection } from "./bundle-adjustment/reprojection.ts";
export { rotate } from "./bundle-adjustment/rotation.ts";
export {
  type ConvexityOptions,
  type ConvexityReport,
  type Counterexample,
  checkConvexity,
} from "./convexity.ts";
export {
  type CriticalPoint,
  type CriticalPointKind,
  type CriticalPointOptions,
  classifyCriticalPoint,
} from "./critical-point.ts";
export { formatIterations, type Iterated } from "./iteration-table.ts";
export type { LeastSquaresRow } from "./least-squares/advance.ts";
export type { Covariance, CovarianceOptions } from "./least-squares/covariance.ts";
export { type DoglegOptions, dogleg } from "./least-squares/dogleg.ts";
export { gaussNewton } from "./least-squares/gauss-newton.ts";
export {
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
  rankReport,
} from "./least-squares/least-squares.ts";
export { type LevenbergMarquardtOptions, levenbergMarquardt } from "./least-squares/levenberg-marquardt.ts";
export type { LeastSquaresMethod } from "./least-squares/problem.ts";
export type { RankReport } from "./least-squares/rank.ts";
export { arctan, cauchy, huber, type Loss, softL1, tukey } from "./least-squares/robust.ts";
export { type BfgsOptions, bfgs } from "./minimize/bfgs.ts";
export { type ConjugateGradientOptions, conjugateGradient } from "./minimize/conjugate-gradient.ts";
export { type GradientDescentOptions, gradientDescent } from "./minimize/gradient-descent.ts";
export type { IterationOptions, IterationRow } from "./minimize/iterate.ts";
export { type LbfgsOptions, lbfgs } from "./minimize/lbfgs.ts";
export {
  type BacktrackingOptions,
  backtracking,
  fixedStep,
  type Line,
  type LineSearch,
  type Trial,
} from "./minimize/line-search.ts";
export type { Method, Step, Stepper } from "./minimize/method.ts";
export { type MinimizeOptions, type Minimum, minimize } from "./minimize/minimize.ts";
export { type NewtonOptions, newton } from "./minimize/newton.ts";
export type { StoppingOptions } from "./minimize/stopping.ts";
export { type StrongWolfeOptions, strongWolfe } from "./minimize/strong-wolfe.ts";
export { type TrustRegionOptions, trustRegion } from "./minimize/trust-region.ts";
export type { Evaluation, Objective } from "./objective.ts";
export { type Root, type RootOptions, root } from "./root.ts";
export type { Region } from "./sampling.ts";
export type { TerminationReason } from "./termination.ts";
