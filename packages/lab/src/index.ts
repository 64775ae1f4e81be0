/** @file The public face of the lab: studies, their results, statistics and reports. */

export * from "./charts/index.ts";
export { minimizePlot } from "./charts/minimize-plot.ts";
export * from "./formats/index.ts";
export { type Expression, readExpression } from "./minimize/expression.ts";
export { type MinimizeOptions, type MinimizeResult, minimize } from "./minimize/minimize.ts";
export { type Problem, type ProblemParts, problem } from "./problem/problem.ts";
export { type QuadraticDeep, quadraticDeep } from "./problem/ready/noisy-quadratic.ts";
export type { Progress } from "./progress.ts";
export type { Attachment } from "./record/attach.ts";
export { type RecordOptions, record } from "./record/record.ts";
export { renderAcross } from "./report/across/page.ts";
export { acrossTable } from "./report/across/text.ts";
export { verdictAcross } from "./report/across/verdict.ts";
export { comparisonTable } from "./report/comparison-table.ts";
export { renderReport } from "./report/report.ts";
export { acrossStudies } from "./results/across.ts";
export {
  type AcrossStudies,
  acrossScores,
  type ScoreRow,
  type StudyScores,
} from "./results/across-scores.ts";
export { firstReach } from "./results/first-reach.ts";
export type * from "./results/result.ts";
export { type CompareOptions, compare, sweep } from "./run/compare.ts";
export { describePlan, type Plan, type PrepareOptions, prepare } from "./run/plan.ts";
export * from "./search/index.ts";
export * from "./stats/index.ts";
export type { StoreError } from "./store/errors.ts";
export { openStore } from "./store/open.ts";
export type * from "./store/store.ts";
export { loadStudy } from "./study/load.ts";
export { openProblem } from "./study/open-problem.ts";
export { readyStudies } from "./study/ready.ts";
export type { Study, StudyInput } from "./study/study.ts";
export { readStudy } from "./study/validate.ts";
