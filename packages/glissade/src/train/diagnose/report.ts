/** @file What a diagnosis says of a model: a record for each layer, a table, and warnings in words. */

import type { Tensor } from "../../graph/tensor.ts";
import { type Column, toLines } from "../../text-table.ts";

/** Numbers of a layer's own parameters. */
export interface ParameterReport {
  /** Norm of the parameters. */
  readonly norm: number;
  /** Norm of their gradient. */
  readonly gradient: number;
  /** Norm of their change in this step, divided by their own: about 1e-3 is usual. */
  readonly updateRatio: number;
}

export interface LayerReport {
  /** Its path in the parameters, such as `encoder/0`; empty for a model that is one layer. */
  readonly path: string;
  /** As it is written: `linear(50)`. */
  readonly name: string;
  /** Of all numbers that it gives. */
  readonly mean: number;
  /** Standard deviation of all numbers that it gives. */
  readonly deviation: number;
  /** The mean deviation of a unit over the examples: 0 where all examples give the same. */
  readonly spread: number;
  /** The share of its units that are 0 for every example, as those of a rectifier that has died. */
  readonly dead: number;
  /** Norm of δ, the gradient of the loss for its output. */
  readonly deltaNorm: number;
  /** δ itself, where `deltas` is set, in the shape of the output. */
  readonly delta?: Tensor;
  /** Where it has parameters of its own. */
  readonly parameters?: ParameterReport;
}

export interface Diagnosis {
  readonly loss: number;
  /** Layers in the order in which they are applied; those within a loop are one. */
  readonly layers: readonly LayerReport[];
  /** What looks wrong, and what to try. */
  readonly warnings: readonly string[];
  /** A table of the layers and the warnings, which printing shows. */
  toString(): string;
}

const short = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? rounded.toExponential().replace("e+", "e")
    : String(rounded);
};

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** The report of the layers of a batch with so many examples. */
export function diagnosis(loss: number, layers: readonly LayerReport[], examples: number): Diagnosis {
  const warnings = warningsOf(loss, layers, examples);
  const text = [...toLines(columnsOf(layers)), `loss ${short(loss)}`, ...warnings].join("\n");
  return {
    loss,
    layers,
    warnings,
    toString: () => text,
    ...{ [Symbol.for("nodejs.util.inspect.custom")]: () => text },
  };
}

function columnsOf(layers: readonly LayerReport[]): readonly Column[] {
  const numbers = (title: string, of: (layer: LayerReport) => number | undefined, show = short): Column => ({
    title,
    cells: layers.map((layer) => {
      const value = of(layer);
      return value === undefined ? "" : show(value);
    }),
    isNumber: true,
  });
  return [
    { title: "layer", cells: layers.map(labelOf), isNumber: false },
    numbers("mean", (layer) => layer.mean),
    numbers("deviation", (layer) => layer.deviation),
    numbers("dead", (layer) => layer.dead, percent),
    numbers("|δ|", (layer) => layer.deltaNorm),
    numbers("|parameters|", (layer) => layer.parameters?.norm),
    numbers("|gradient|", (layer) => layer.parameters?.gradient),
    numbers("update", (layer) => layer.parameters?.updateRatio),
  ];
}

const labelOf = ({ path, name }: LayerReport): string => (path === "" ? name : `${path}: ${name}`);

type Trained = LayerReport & { readonly parameters: ParameterReport };

const LIMITS = {
  /** A gradient that is smaller than another by more has vanished. */
  vanishing: 1e-4,
  /** Norms of gradients beyond this are too large for most rates. */
  exploding: 1e3,
  /** A larger share of dead units is a warning. */
  dead: 0.5,
  /** Ratios of updates outside are far from the usual 1e-3. */
  update: { low: 1e-6, high: 0.1 },
  /** A smaller spread, in units of the size of the numbers, is none. */
  spread: 1e-5,
};

/** What looks wrong: a sentence for each cause, however many layers show it. */
function warningsOf(loss: number, layers: readonly LayerReport[], examples: number): readonly string[] {
  const trained = layers.filter((layer): layer is Trained => layer.parameters !== undefined);
  const broken = notFinite(loss, layers);
  if (broken) return [broken];
  return [
    vanishing(trained),
    exploding(trained),
    ...(examples > 1 ? [dead(layers), constant(layers, examples)] : []),
    tooFar(trained),
    tooLittle(trained),
  ].flatMap((warning) => warning ?? []);
}

/** " (and 3 more layers)" behind the layer that stands for all. */
const andMore = (all: readonly unknown[]): string =>
  all.length < 2 ? "" : ` (and ${all.length - 1} more ${all.length === 2 ? "layer" : "layers"})`;

const most = <Layer>(layers: readonly Layer[], of: (layer: Layer) => number): Layer =>
  layers.reduce((one, other) => (of(other) > of(one) ? other : one));

/** Of the first layer whose numbers are not finite; no other warning says anything then. */
function notFinite(loss: number, layers: readonly LayerReport[]): string | undefined {
  const all = layers.filter(({ mean, deviation, deltaNorm, parameters }) => {
    const { norm, gradient } = parameters ?? { norm: 0, gradient: 0 };
    return ![mean, deviation, deltaNorm, norm, gradient].every(Number.isFinite);
  });
  const [first] = all;
  if (!first && Number.isFinite(loss)) return;
  const what = first ? `The numbers of ${labelOf(first)}${andMore(all)} are` : "The loss is";
  return `${what} not finite, or too large to be measured. Look at the inputs, try a smaller learning rate, or let fit({ findNonFinite: true }) name the first operation.`;
}

/** Whether a layer has started at zero, as heads may: no gradient goes back through it, and any step is large beside it. */
const isZero = ({ parameters }: LayerReport): boolean => parameters?.norm === 0;

/** Of the layer with the smallest gradient. One of 0 counts where δ is 0 too: that of a frozen layer is not. */
function vanishing(layers: readonly Trained[]): string | undefined {
  const mayBeNone = !layers.some(isZero);
  const moving = layers.filter(
    ({ parameters, deltaNorm }) => parameters.gradient > 0 || (mayBeNone && deltaNorm === 0),
  );
  if (moving.length < 2) return;
  const least = most(moving, ({ parameters }) => -parameters.gradient);
  const largest = most(moving, ({ parameters }) => parameters.gradient);
  const ratio = least.parameters.gradient / largest.parameters.gradient;
  if (!(ratio < LIMITS.vanishing)) return;
  return `The gradient of ${labelOf(least)} is ${short(ratio)} of that of ${labelOf(largest)}: it vanishes. Try batchNorm() or layerNorm(), residual connections, a start such as kaiming(), or relu() where sigmoid() or tanh() stand.`;
}

function exploding(layers: readonly Trained[]): string | undefined {
  const large = layers.filter(({ parameters }) => parameters.gradient > LIMITS.exploding);
  if (large.length === 0) return;
  const worst = most(large, ({ parameters }) => parameters.gradient);
  return `The gradient of ${labelOf(worst)}${andMore(large)} has the norm ${short(worst.parameters.gradient)}: it explodes. Try optim.clipByGlobalNorm(1), a smaller start, or a smaller learning rate.`;
}

const isDead = (layer: LayerReport): boolean => layer.dead > LIMITS.dead && !layer.parameters;

function dead(layers: readonly LayerReport[]): string | undefined {
  const all = layers.filter(isDead);
  if (all.length === 0) return;
  const worst = most(all, (layer) => layer.dead);
  return `${percent(worst.dead)} of the units of ${labelOf(worst)}${andMore(all)} are 0 for every example: they are dead. Try a smaller learning rate, leakyRelu(), or another start.`;
}

/** Of the first layer that gives the same for all: those behind it cannot do otherwise. */
function constant(layers: readonly LayerReport[], examples: number): string | undefined {
  const all = layers.filter(
    (layer) =>
      !isDead(layer) &&
      !isZero(layer) &&
      layer.spread <= LIMITS.spread * (Math.abs(layer.mean) + layer.deviation),
  );
  const [first] = all;
  if (!first) return;
  return `${labelOf(first)}${andMore(all)} gives the same for all ${examples} examples: nothing of the input is left. Look at the inputs, and at the layers in front of it.`;
}

function tooFar(layers: readonly Trained[]): string | undefined {
  const all = layers.filter((layer) => !isZero(layer) && layer.parameters.updateRatio > LIMITS.update.high);
  if (all.length === 0) return;
  const worst = most(all, ({ parameters }) => parameters.updateRatio);
  return `A step changes ${labelOf(worst)}${andMore(all)} by ${short(worst.parameters.updateRatio)} of its size, where about 1e-3 is usual. Try a smaller learning rate.`;
}

function tooLittle(layers: readonly Trained[]): string | undefined {
  const all = layers.filter(
    ({ parameters: { gradient, updateRatio } }) =>
      gradient !== 0 && updateRatio !== 0 && updateRatio < LIMITS.update.low,
  );
  if (all.length === 0) return;
  const least = most(all, ({ parameters }) => -parameters.updateRatio);
  return `A step changes ${labelOf(least)}${andMore(all)} by ${short(least.parameters.updateRatio)} of its size, where about 1e-3 is usual: it learns next to nothing. Try a larger learning rate.`;
}
