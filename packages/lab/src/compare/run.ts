/** @file One run of one arm, in a worker process. */

import { type Batches, batches, configure, fit, losses, metrics, nn, optim, score } from "glissade";
import type { Dataset } from "glissade/data";
import { resolveDataset } from "glissade/files";
import type { CurvePoint, RunResult } from "../results.ts";
import { parseInitializer } from "../study/initializer.ts";
import type { Study } from "../study/study.ts";

/** What a worker needs to know. */
export interface RunTask {
  readonly study: Study;
  /** Position of the arm in the study. */
  readonly arm: number;
  readonly seed: number;
}

/** How far a run is. */
export interface RunProgress {
  readonly step: number;
  readonly loss: number;
}

const CURVE_POINTS = 200;
const REPORT_INTERVAL_MILLISECONDS = 100;

/** The loss that a study names. */
export const lossesByName: Readonly<Record<Study["loss"], typeof losses.halfSquaredError>> = {
  "half-squared-error": losses.halfSquaredError,
  "mean-squared-error": losses.meanSquaredError,
  "softmax-cross-entropy": losses.softmaxCrossEntropy,
};

/** The data set of a study, images reduced to its size. */
export const loadData = ({ data, size }: Pick<Study, "data" | "size">): Promise<Dataset> =>
  resolveDataset(data, { size });

/** The network of a study: dense layers with the activation between, and one output per class. */
export function buildModel({ model }: Study, classes: number) {
  const initialize = toInitializer(model.initialize);
  const bias = model.initialize.includes("(") ? initialize : nn.zeros();
  const dense = (units: number) => nn.linear(units, { weight: initialize, bias });
  const hidden = model.layers.flatMap((units) => [dense(units), nn[model.activation]()]);
  const output = model.output === "none" ? [] : [nn[model.output]()];
  return nn.sequential(nn.flatten(), ...hidden, dense(classes), ...output);
}

/** The network of a study, and its parameters. */
export type StudyModel = ReturnType<typeof buildModel>;
export type StudyParams = nn.ParamsOf<StudyModel>;

/** A distribution with a scale starts the biases too, as in the book; a rule with fans starts weights alone. */
function toInitializer(text: string): nn.Initializer {
  const parsed = parseInitializer(text)!;
  return "scale" in parsed ? nn[parsed.name](parsed.scale) : nn[parsed.name]();
}

const datasets = new Map<string, Promise<Dataset>>();

/** Each process reads a data set once. */
function loadOnce(study: Study): Promise<Dataset> {
  const key = `${study.data} ${study.size}`;
  const dataset = datasets.get(key) ?? loadData(study);
  datasets.set(key, dataset);
  return dataset;
}

/** What a run is compared by. */
const tested = {
  accuracy: metrics.accuracy(),
  mcc: metrics.matthewsCorrelation(),
  confusion: metrics.confusion(),
};

/** Trains one network and tests it. */
export async function runTask(task: RunTask, report: (progress: RunProgress) => void): Promise<RunResult> {
  const { study, arm, seed } = task;
  configure({ threads: 1 });
  const dataset = await loadOnce(study);
  const model = buildModel(study, dataset.classes.length);
  const data = batches(dataset.train, { ...study.batch, seed });
  const start = performance.now();
  const trained = await train(model, { study, data, optimizer: study.arms[arm]!.optimizer, seed }, report);
  const seconds = (performance.now() - start) / 1000;
  const { status, steps, curve, variables } = trained;
  const run = { seed, status, steps, seconds, curve, loss: curve.at(-1)?.loss ?? null };
  if (!variables) return { ...run, accuracy: null, mcc: null, confusion: null };
  return { ...run, ...(await score(model, variables, dataset.test, tested)) };
}

interface TrainOptions {
  readonly study: Study;
  readonly data: Batches;
  readonly optimizer: string;
  readonly seed: number;
}

interface Trained {
  readonly status: "done" | "diverged";
  readonly steps: number;
  readonly curve: readonly CurvePoint[];
  /** At the point that the optimizer would have evaluated. */
  readonly variables?: nn.Variables<StudyParams, nn.None>;
}

async function train(
  model: StudyModel,
  { study, data, optimizer, seed }: TrainOptions,
  report: (progress: RunProgress) => void,
): Promise<Trained> {
  const options = { data, loss: lossesByName[study.loss], steps: study.steps, seed };
  const curve = createCurve(study.steps);
  let reported = 0;
  for await (const event of fit(model, { ...options, optimizer: optim.parse(optimizer).optimizer })) {
    const { type, step: steps } = event;
    if (type === "diverged")
      return { status: type, steps, curve: [...curve.points, { step: steps, loss: null }] };
    if (type === "done") {
      const { params, state } = event;
      return { status: type, steps, curve: curve.points, variables: { params, state: state.state } };
    }
    if (type !== "step") continue;
    curve.add(steps, event.loss);
    if (performance.now() - reported < REPORT_INTERVAL_MILLISECONDS) continue;
    reported = performance.now();
    report({ step: steps, loss: event.loss });
  }
  throw new Error("internal: training ended without an end");
}

/** Means of the loss between evenly spaced steps. */
function createCurve(steps: number) {
  const interval = Math.ceil(steps / CURVE_POINTS);
  const points: CurvePoint[] = [];
  let total = 0;
  let count = 0;
  return {
    points,
    add(step: number, loss: number) {
      total += loss;
      count++;
      if (step % interval !== 0 && step !== steps) return;
      points.push({ step, loss: total / count });
      total = 0;
      count = 0;
    },
  };
}
