/** @file The problem of a study, opened. */

import { ArgumentError, nearestOrAll } from "glissade";
import { requireFields } from "../checks.ts";
import type { Problem, ProblemFunction } from "../problem/problem.ts";
import { readyProblems } from "../problem/ready/index.ts";
import { denseProblem } from "./dense.ts";
import type { Study } from "./study.ts";

/**
 * Reads the data of a study's problem and makes its model, to train it by yourself.
 *
 * @example
 * const { train, better } = await openProblem(await loadStudy("quickstart"));
 * better.accuracy; // "higher"
 * for await (const { step, loss } of train({ optimizer: optim.adam(), seed: 1, steps: 2 })) console.log(step, loss);
 *
 * @throws ArgumentError for what is no study, and where there is no ready problem of its name.
 */
export async function openProblem(study: Study): Promise<Problem> {
  requireFields(
    "openProblem(study)",
    study,
    ["name", "problem", "arms", "batch"],
    "loadStudy() or readStudy()",
  );
  if (study.problem === "dense") return denseProblem(study);
  const open = typeof study.problem === "function" ? study.problem : readyProblem(study.name, study.problem);
  const { data, validation } = study;
  return open({ ...(data !== undefined && { data }), validation });
}

function readyProblem(study: string, name: string): ProblemFunction {
  if (Object.hasOwn(readyProblems, name)) return readyProblems[name]!;
  throw new ArgumentError({
    where: `${study}: problem`,
    rule: `${JSON.stringify(name)} is not a ready problem`,
    fix: nearestOrAll(name, ["dense", ...Object.keys(readyProblems)]),
  });
}
