/** @file The problem of a study that describes its network: dense layers that classify images. */

import { ArgumentError, batches, losses, nn } from "glissade";
import type { Dataset } from "glissade/data";
import { resolveDataset } from "glissade/files";
import { type Problem, problem } from "../problem/problem.ts";
import { classMetrics } from "../problem/ready/classifier.ts";
import { imageParts } from "../problem/ready/images.ts";
import { parseInitializer } from "./initializer.ts";
import type { Study } from "./study.ts";

/** The loss that a study names. */
export const lossesByName: Readonly<Record<Study["loss"], typeof losses.halfSquaredError>> = {
  "half-squared-error": losses.halfSquaredError,
  "mean-squared-error": losses.meanSquaredError,
  "softmax-cross-entropy": losses.softmaxCrossEntropy,
};

const USUAL_DATA = "glyphs";

/** The data set of a study, images reduced to its size. */
export const loadData = ({ data = USUAL_DATA, size }: Pick<Study, "data" | "size">): Promise<Dataset> =>
  resolveDataset(data, { size });

/** The network of a study: dense layers with the activation between, and one output per class. */
export function buildModel({ model }: Pick<Study, "model">, classes: number) {
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

/** Opens the problem that a study describes. */
export async function denseProblem(study: Study): Promise<Problem> {
  const { data, size, validation: share } = study;
  const images = { usual: USUAL_DATA, ...(data !== undefined && { data }), size, validation: share };
  const { name, train, validation, test, classes, about } = await imageParts(images);
  requireBatch(study, train.size);
  return problem({
    ...{ name, about, test, classes, metrics: classMetrics },
    model: buildModel(study, classes.length),
    loss: lossesByName[study.loss],
    batches: (seed) => batches(train, { ...study.batch, seed }),
    ...(validation && { validation }),
    batchSize: study.batch.size,
    steps: USUAL_STEPS,
  });
}

const USUAL_STEPS = 2000;

function requireBatch({ name, batch }: Study, size: number): void {
  if (batch.size <= size) return;
  throw new ArgumentError({
    where: `${name}: batch.size`,
    rule: `expected an integer from 1 to ${size}, the number of training images, got ${batch.size}`,
  });
}
