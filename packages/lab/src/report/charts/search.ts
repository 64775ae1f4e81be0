/** @file Charts of a search: sensitivity to the learning rate, trials as parallel lines, importances. */

import { importanceChart } from "../../charts/study/importance-chart.ts";
import { parallelCoordinates } from "../../charts/study/parallel-coordinates.ts";
import { sensitivityChart } from "../../charts/study/sensitivity-chart.ts";
import {
  coordinatesOf,
  namesOf,
  RATE,
  type Scored,
  sensitivityOf,
  type TriedArm,
  wholeTrials,
} from "../../charts/study/trial-options.ts";
import type { ArmResult, StudyResult } from "../../results/result.ts";
import { importances } from "../../search/importances.ts";
import { labelOf } from "../labels.ts";
import { type ReportChart, toName } from "./chart.ts";

/** The charts that the trials have data for. */
export function searchCharts(result: StudyResult): readonly ReportChart[] {
  const searched = result.arms.map(withWholeTrials).filter(({ trials }) => trials.length > 0);
  return [
    ...sensitivity(result, searched),
    ...searched.flatMap((arm) => [...coordinates(result, arm), ...importance(result, arm)]),
  ];
}

const withWholeTrials = ({ trials = [], ...arm }: ArmResult) => ({ ...arm, trials: wholeTrials(trials) });

type Searched = ReturnType<typeof withWholeTrials>;

const scoreLabel = ({ selection }: StudyResult): string => `validation ${labelOf(selection)}`;
const betterOf = ({ better, selection }: StudyResult) => better[selection] ?? "higher";

const scoredBy = (result: StudyResult): Scored => ({ label: scoreLabel(result), better: betterOf(result) });

function sensitivity(result: StudyResult, arms: readonly TriedArm[]): readonly ReportChart[] {
  const options = sensitivityOf(arms, RATE, scoredBy(result));
  if (!options) return [];
  const names = result.arms.map(({ name }) => name);
  return [
    {
      name: "learning-rate",
      title: "Sensitivity to the learning rate",
      draw: (title) => sensitivityChart({ title, names, ...options }),
      caption:
        "Trials by learning rate, the best of the other hyper-parameters at each, and the share of runs that diverged there. A flat line is an optimizer that forgives a poor rate.",
    },
  ];
}

function coordinates(result: StudyResult, arm: TriedArm): readonly ReportChart[] {
  const options = coordinatesOf(arm, scoredBy(result));
  if (!options) return [];
  return [
    {
      name: toName("trials", arm.name),
      title: `${arm.name}: trials`,
      draw: (title = arm.name) => parallelCoordinates({ ...options, title }),
      caption: `${arm.name}: a line for each trial, darker where it is better, the best in orange.`,
    },
  ];
}

function importance(result: StudyResult, { name, trials }: Searched): readonly ReportChart[] {
  if (namesOf(trials).length < 2) return [];
  const found = importances(trials, { better: betterOf(result) });
  if (!found) return [];
  return [
    {
      name: toName("importance", name),
      title: `${name}: importance of hyper-parameters`,
      draw: (title = name) =>
        importanceChart({ title, x: "share of the variance of ranks", parameters: found.parameters }),
      caption: `${name}: the share of the variance of the trials' ranks that each hyper-parameter explains by itself, over ${found.trials} trials. The rest, ${Math.round(100 * found.rest)} %, is joint effects and chance.`,
    },
  ];
}
