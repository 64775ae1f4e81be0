/** @file Scores of a model on data: metrics over batches of it, by one program per shape. */

import type { Examples } from "../data/examples.ts";
import { epochRows, sequential } from "../data/rows/row-order.ts";
import { isRowSource, type RowSource } from "../data/rows/row-source.ts";
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Model, None, Variables } from "../nn/layer.ts";
import { requireLayer } from "../nn/layer-checks.ts";
import { outputs as outputsOf } from "../nn/lift.ts";
import { averageOf } from "../nn/metrics/average.ts";
import type { CollectingMetric, Metric, Metrics, Results } from "../nn/metrics/metric.ts";
import { requireRecord } from "../options/arguments.ts";
import { describe, isObject } from "../options/describe.ts";
import { mapValues } from "../records.ts";
import { compile } from "../run/compile.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import {
  type Batch,
  type Batches,
  type BatchStream,
  batchesFrom,
  type EpochBatches,
} from "./data/epoch-batches.ts";
import { type Rows, type RowsOf, type TensorsOf, toRows } from "./data/rows.ts";
import { sourceRows } from "./data/source-batches.ts";
import { atStart } from "./state.ts";
import { requireParams } from "./training-checks.ts";

/** Data to score: rows, which are read in chunks, or batches. */
export type ScoreData<Input, Targets> =
  | Examples
  | RowSource<{ readonly x: RowsOf<Input>; readonly y: RowsOf<Targets> }>
  | { readonly x: RowsOf<Input>; readonly y: RowsOf<Targets> }
  | Batches<Input, Targets>;

/** The targets of data. */
export type TargetsOf<Data> = Data extends Examples
  ? Tensor
  : Data extends RowSource<{ readonly y: infer Targets }>
    ? TensorsOf<Targets>
    : Data extends Batches<never, infer Targets>
      ? Targets
      : Data extends { readonly y: infer Targets }
        ? TensorsOf<Targets>
        : never;

/** Rows per call: bounds the memory of large data sets. */
const CHUNK = 256;

/**
 * Metrics of a model on data, by name; a function of outputs and targets among them is averaged over the examples, so
 * that a loss is a metric too. `scorer` gives a function that keeps its programs.
 *
 * @example
 * const { test } = glyphs({ train: 10, test: 100 });
 * const model = nn.sequential(nn.flatten(), nn.linear(10));
 * const variables = nn.lift(model).init(random.key(1), zeros([1, 14, 14]));
 * const { loss, accuracy } = await score(model, variables, test, {
 *   loss: losses.softmaxCrossEntropy,
 *   accuracy: metrics.accuracy(),
 * });
 */
export const score = async <
  Params extends Tree,
  Input,
  Output,
  Data extends ScoreData<Input, unknown>,
  Each extends Metrics<Output, TargetsOf<Data>> = Record<never, never>,
  State extends Tree = None,
>(
  model: Model<Params, State, Input, Output>,
  variables: Variables<Params, State>,
  data: Data,
  metrics: Each & Metrics<Output, TargetsOf<Data>>,
): Promise<Results<Each>> =>
  scorer<Params, Input, Output, Each, TargetsOf<Data>, State>(model, metrics)(
    variables,
    // Whatever data is, its targets are these.
    data as ScoreData<Input, TargetsOf<Data>>,
  );

/**
 * A function from variables and data to metrics, compiled once per shape of the chunks: for scoring the same model again and again.
 *
 * @example
 * const { test } = glyphs({ train: 10, test: 100 });
 * const model = nn.sequential(nn.flatten(), nn.linear(10));
 * const accuracyOf = scorer(model, { accuracy: metrics.accuracy() });
 * for (const seed of [1, 2]) {
 *   const variables = nn.lift(model).init(random.key(seed), zeros([1, 14, 14]));
 *   const { accuracy } = await accuracyOf(variables, test);
 * }
 */
export function scorer<
  Params extends Tree,
  Input,
  Output,
  Each extends Metrics<Output, Targets> = Record<never, never>,
  Targets = Tensor,
  State extends Tree = None,
>(
  model: Model<Params, State, Input, Output>,
  given: Each & Metrics<Output, Targets>,
): (variables: Variables<Params, State>, data: ScoreData<Input, Targets>) => Promise<Results<Each>> {
  requireLayer("score(model)", model);
  const metrics = toMetrics<Output, Targets>(given);
  type At = Variables<Params, State>;
  const { added, collected } = metrics;
  const addBatch = compile((at: At, states: States, { x, y }: Batch<Input, Targets>) => {
    const outputs = outputsOf(model, at, x);
    return {
      states: mapValues(added, (metric, name) => metric.add(states[name]!, outputs, y)),
      kept: mapValues(collected, (metric) => metric.collect(outputs, y)),
    };
  });
  const start = (at: At, { x, y }: Batch<Input, Targets>): Promise<States> => {
    const outputs = outputsOf(model, at, x);
    return evaluate(mapValues(added, (metric) => metric.start(outputs, y)));
  };
  return async (variables, data) => {
    requireParams("score", variables);
    const { params, state } = variables;
    const at = { params, state };
    const kept: States[] = [];
    let states: States | undefined;
    for await (const batch of batchesFrom(toBatches("score(data)", data), atStart)) {
      const next = await addBatch(at, states ?? (await start(at, batch)), batch);
      states = next.states;
      kept.push(next.kept);
    }
    if (!states) throw noBatches();
    const results = {
      ...mapValues(added, ({ result }, name) => result(states[name])),
      ...mapValues(collected, ({ result }, name) => result(kept.map((each) => each[name]))),
    };
    const ordered = Object.keys(given).map(async (name) => [name, await results[name]]);
    return Object.fromEntries(await Promise.all(ordered));
  };
}

const noBatches = () =>
  new ArgumentError({ where: "score(data)", rule: "needs at least one batch, got none" });

type States = { readonly [name: string]: Tree };

type Named<Each> = { readonly [name: string]: Each };

/** Metrics by how they see batches: one after the other, or all at the end. */
interface Sorted<Outputs, Targets> {
  readonly added: Named<Metric<unknown, Outputs, Targets>>;
  // biome-ignore lint/suspicious/noExplicitAny: what metrics keep is their own affair.
  readonly collected: Named<CollectingMetric<unknown, any, Outputs, Targets>>;
}

function toMetrics<Outputs, Targets>(given: Metrics<Outputs, Targets>): Sorted<Outputs, Targets> {
  requireRecord("score(metrics)", given);
  const added: Record<string, Metric<unknown, Outputs, Targets>> = {};
  const collected: Record<string, Sorted<Outputs, Targets>["collected"][string]> = {};
  for (const [name, metric] of Object.entries(given)) {
    if (typeof metric === "function") added[name] = averageOf(name, metric);
    else if (has<Metric<unknown, Outputs, Targets>>(metric, "add")) added[name] = metric;
    else if (has<Sorted<Outputs, Targets>["collected"][string]>(metric, "collect")) collected[name] = metric;
    else throw noMetric(name, metric);
  }
  return { added, collected };
}

const has = <Each>(metric: unknown, part: keyof Each & string): metric is Each =>
  isObject(metric) && part in metric;

const noMetric = (name: string, got: unknown) =>
  new ArgumentError({
    where: `metrics.${name}`,
    rule: `must be a metric or a function of outputs and targets, got ${describe(got)}`,
  });

/** Rows as chunks; batches as they are. */
export function toBatches<Input, Targets>(
  where: string,
  data: ScoreData<Input, Targets>,
): Batches<Input, Targets> {
  if (Array.isArray(data)) return data;
  if (isRowSource(data)) return partsOf(data as RowSource<never>);
  if (typeof data !== "function") return chunksOf<Input, Targets>(where, data);
  if (!data.endless) return data;
  throw new ArgumentError({
    where,
    rule: "needs batches that end, got fresh draws without end",
    fix: "Give the examples themselves, which are read in chunks",
  });
}

/** The rows of a source in chunks. */
function partsOf<Rows>(source: RowSource<Rows>): EpochBatches<BatchStream<never, never>> {
  // As below: rows of Input give Input.
  const order = () => epochRows(source.length, { size: CHUNK }, sequential);
  return () => sourceRows(source, order()) as AsyncIterable<Batch<never, never>>;
}

function chunksOf<Input, Targets>(where: string, data: ScoreData<Input, Targets>): Batch<Input, Targets>[] {
  // The compiler cannot follow that rows of Input give Input.
  const rows = toRows(where, data) as unknown as Rows<Batch<Input, Targets>>;
  return Array.from({ length: Math.ceil(rows.count / CHUNK) }, (_, chunk) =>
    rows.slice(chunk * CHUNK, Math.min((chunk + 1) * CHUNK, rows.count)),
  );
}
