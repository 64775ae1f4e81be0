/** @file Reasons for which solvers stop, as data. */

/** Every reason to stop: whether the solver arrived, and the sentence behind it. */
const terminations = {
  gradientTolerance: { converged: true, meaning: "the gradient is within its tolerance" },
  valueTolerance: { converged: true, meaning: "the value changes by no more than its tolerance" },
  stepTolerance: { converged: true, meaning: "the step is no longer than its tolerance" },
  rounding: { converged: true, meaning: "what is left is rounding" },
  residualTolerance: { converged: true, meaning: "the residuals are within their tolerance" },
  maxIterations: { converged: false, meaning: "the iterations are used up" },
  lineSearchFailed: { converged: false, meaning: "no step along the direction satisfies the line search" },
  noDecrease: { converged: false, meaning: "no step lowers the value, however short" },
  notFinite: { converged: false, meaning: "the value or a derivative is not finite" },
  stopped: { converged: false, meaning: "onIteration returned false" },
} as const;

/** Why a solver stopped. */
export type TerminationReason = keyof typeof terminations;

/** Whether the reason says that the solver arrived. */
export const isConverged = (reason: TerminationReason): boolean => terminations[reason].converged;

/** The reason as a sentence. */
export const describeTermination = (reason: TerminationReason): string => terminations[reason].meaning;
