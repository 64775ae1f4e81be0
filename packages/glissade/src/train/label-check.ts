/** @file The check of labels before a training. */

import { zeros } from "../create-tensor.ts";
import { labelOutside } from "../data/label-outside.ts";
import { describeCell } from "../data/rows/finite-rows.ts";
import { isRowSource } from "../data/rows/row-source.ts";
import { type TypedArray, toTypedArray } from "../graph/dtype.ts";
import { fromData } from "../graph/literal.ts";
import { sizeOf } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Model, Variables } from "../nn/layer.ts";
import { outputs as outputsOf } from "../nn/lift.ts";
import { areLabels } from "../nn/metrics/classes.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Batch, Batches } from "./data/epoch-batches.ts";
import { toRows } from "./data/rows.ts";
import { dataOf } from "./data/to-tensors.ts";
import type { ScoreData } from "./score.ts";

/** What is trained, and on what. */
interface Trained<Params, State, Input, Output, Targets> {
  /** The function that errors name. */
  readonly caller: string;
  readonly model: Model<Params, State, Input, Output>;
  readonly loss: (outputs: Output, targets: Targets) => Tensor;
  readonly data: Batches<Input, Targets>;
  readonly validation?: ScoreData<Input, Targets> | undefined;
}

type TensorLoss = (outputs: Tensor, targets: Tensor) => Tensor;

/** The most different labels for which the loss is computed; paddings and classes to leave out are one or two. */
const MOST_LABELS = 8;

/** A step in front of which, the first time, the labels of all rows are checked. */
export function afterLabelCheck<
  At extends Variables<Params, State>,
  Taken,
  Params,
  State,
  Input,
  Output,
  Targets,
>(
  trained: Trained<Params, State, Input, Output, Targets>,
  step: (state: At, batch: Batch<Input, Targets>) => Promise<Taken>,
): (state: At, batch: Batch<Input, Targets>) => Promise<Taken> {
  let isChecked = false;
  const first = async (state: At, batch: Batch<Input, Targets>) => {
    // Batches that a function changes know their targets once there is one
    await labelCheck(trained)(state, batch.x);
    isChecked = true;
    return step(state, batch);
  };
  return (state, batch) => (isChecked ? step : first)(state, batch);
}

/**
 * A check of the labels of all rows: throws where one is outside of the classes of the outputs and the loss has no number
 * for it. A graph cannot throw for values, so that the loss would be NaN at some step.
 */
function labelCheck<Params, State, Input, Output, Targets>({
  caller,
  model,
  loss,
  ...sources
}: Trained<Params, State, Input, Output, Targets>): (
  variables: Variables<Params, State>,
  x: Input,
) => Promise<void> {
  const all = (["data", "validation"] as const).flatMap((name) => {
    const targets = targetsIn(`${caller}({ ${name} })`, sources[name]);
    const labels = targets && dataOf(targets);
    return labels ? [{ name, targets, labels }] : [];
  });
  return async (variables, x) => {
    const outputs = all.length > 0 && outputsOf(model, variables, x);
    if (!(outputs instanceof Tensor)) return;
    for (const { name, ...own } of all)
      if (isClassified(outputs, own.targets))
        await requireInside(`${caller}({ ${name} })`, loss as TensorLoss, { outputs, ...own });
  };
}

/** The targets of all rows, where they are one tensor. */
function targetsIn(where: string, data: ScoreData<unknown, unknown> | undefined): Tensor | undefined {
  if (typeof data === "function") return data.targets;
  if (data === undefined || Array.isArray(data) || isRowSource(data)) return undefined;
  const { y } = toRows(where, data).tree as { readonly y?: unknown };
  return y instanceof Tensor ? y : undefined;
}

async function requireInside(
  where: string,
  loss: TensorLoss,
  {
    outputs,
    targets,
    labels,
  }: { readonly outputs: Tensor; readonly targets: Tensor; readonly labels: TypedArray },
): Promise<void> {
  const classes = outputs.shape.at(-1)!;
  for (const [label, index] of labelsOutside(labels, classes)) {
    if (await hasNumber(loss, { outputs, targets, label })) continue;
    throw labelOutside(`${where}: y, ${describeCell(index, targets.shape)}`, label, classes, {
      of: " of the outputs",
      fix: ": mend the row, or give the last layer more units",
    });
  }
}

/** Whether rows of labels are as many as those of outputs are in a batch. */
const isClassified = ({ shape, dtype }: Tensor, targets: Tensor): boolean =>
  areLabels(
    zeros(shape, { dtype }),
    zeros([shape[0] ?? 1, ...targets.shape.slice(1)], { dtype: targets.dtype }),
  );

/** Some labels outside of the classes, each with its first position. */
function labelsOutside(labels: TypedArray, classes: number): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let index = 0; index < labels.length && found.size < MOST_LABELS; index++) {
    const label = Number(labels[index]);
    if ((label < 0 || label >= classes) && !found.has(label)) found.set(label, index);
  }
  return found;
}

interface OneLabel {
  readonly outputs: Tensor;
  readonly targets: Tensor;
  readonly label: number;
}

/** Whether a loss is finite for a label among others, such as one that it leaves out. */
async function hasNumber(loss: TensorLoss, { outputs, targets, label }: OneLabel): Promise<boolean> {
  const [classes, own] = [outputs.shape.at(-1)!, targets.shape.slice(1)];
  const width = sizeOf(own);
  const known = [0, Math.min(1, classes - 1)];
  const zero = zeros([3, ...outputs.shape.slice(1)], { dtype: outputs.dtype });
  const lossOf = async (last: number): Promise<number> => {
    const values = [...known, last].flatMap((each) => new Array<number>(width).fill(each));
    const data = toTypedArray(targets.dtype, values);
    return (await evaluate(loss(zero, fromData(data, { dtype: targets.dtype, shape: [3, ...own] })))).item();
  };
  try {
    return !Number.isFinite(await lossOf(0)) || Number.isFinite(await lossOf(label));
  } catch {
    // A loss that takes batches of another size alone.
    return true;
  }
}
