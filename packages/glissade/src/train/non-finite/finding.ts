/** @file What is said of a number that is not finite: its origin, the operation and its inputs. */

import { broadcastAt, type HostArray, hostArray, indices } from "../../graph/host.ts";
import { sameShape } from "../../graph/shape.ts";
import type { OpSource } from "../../graph/source.ts";
import { substitute } from "../../graph/subgraph.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { evaluate } from "../../run/evaluate.ts";
import type { Origin } from "./origins.ts";

/** A number, or the least and the greatest of those that an operation reads together. */
export type Read = number | readonly [least: number, greatest: number];

/** The first number of a training step that is not finite. */
export interface NonFinite extends Origin {
  /** What gave it, such as `log`; of what is given nothing. */
  readonly operation?: string;
  /** NaN, Infinity or -Infinity. */
  readonly value: number;
  /** Where it stands in the result. */
  readonly index: readonly number[];
  /** What the operation read there, one for each of its inputs. */
  readonly inputs: readonly Read[];
  /** All of this in words. */
  readonly message: string;
}

/** Reads what there is to say of a tensor that is not finite. */
export async function describeNonFinite(
  tensor: Tensor,
  origin: Origin,
  given: ReadonlyMap<Tensor, Tensor>,
): Promise<NonFinite> {
  const { source } = tensor;
  const needed = source.kind === "op" ? source.inputs : [];
  const [result, ...inputs] = await toHost(substitute([tensor, ...needed], given));
  const { value, index } = worst(result!);
  const read = source.kind === "op" ? readsAt(source, { index, result: result!, inputs }) : [];
  const operation = source.kind === "op" ? lowerFirst(source.op.name) : undefined;
  const found = { ...origin, ...(operation && { operation }), value, index, inputs: read };
  return { ...found, message: toMessage(found) };
}

async function toHost(tensors: readonly Tensor[]): Promise<HostArray[]> {
  const known = await evaluate(tensors);
  return Promise.all(
    known.map(async (each) =>
      hostArray(each.dtype, each.shape, Float64Array.from(await each.data(), Number)),
    ),
  );
}

/** The first NaN, or else the first infinity. */
function worst({ shape, data }: HostArray): { readonly value: number; readonly index: readonly number[] } {
  const notNumber = data.findIndex(Number.isNaN);
  const wanted = notNumber >= 0 ? notNumber : data.findIndex((each) => !Number.isFinite(each));
  let flat = 0;
  for (const index of indices(shape))
    if (flat++ === wanted) return { value: data[wanted]!, index: [...index] };
  return { value: Number.NaN, index: [] };
}

interface Element {
  readonly index: readonly number[];
  readonly result: HostArray;
  readonly inputs: readonly HostArray[];
}

function readsAt(source: OpSource, { index, result, inputs }: Element): Read[] {
  if (isElementwise(source, result)) return inputs.map((input) => broadcastAt(input, index));
  return inputs.map(({ data }) => [
    data.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    data.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ]);
}

/** Whether each result is of the elements at its position: the operation takes scalars, adds nothing up and has no axes. */
function isElementwise({ op, inputs, attributes }: OpSource, { shape }: HostArray): boolean {
  if (op.flops || Object.keys(attributes).some((name) => name.startsWith("ax"))) return false;
  if (!inputs.some((input) => sameShape(input.shape, shape))) return false;
  try {
    op.infer(
      inputs.map(({ dtype }) => ({ dtype, shape: [] })),
      attributes,
    );
    return true;
  } catch {
    return false;
  }
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

type Found = Omit<NonFinite, "message">;

function toMessage(found: Found): string {
  const { phase, operation, value, index, inputs, gradientOf } = found;
  const at = index.length > 0 ? ` at [${index.join(", ")}]` : "";
  if (phase === "given") return `${found.path} holds ${value}${at} before the step`;
  const from = inputs.length > 0 ? ` from ${inputs.map(showRead).join(" and ")}` : "";
  const within = gradientOf ? ` in the gradient of ${lowerFirst(gradientOf)}` : "";
  return `${showPlace(found)}: ${operation} gave ${value}${at}${from}${within}`;
}

function showPlace({ phase, path, layer }: Found): string {
  if (phase === "loss") return "loss";
  if (phase === "update") return path ? `update of ${path}` : "update";
  const where = path ? `layer ${path} (${layer})` : (layer ?? "loss");
  return phase === "backward" ? `${where}, backward` : where;
}

const showRead = (read: Read): string =>
  typeof read === "number" ? show(read) : `numbers in [${read.map(show).join(", ")}]`;

const show = (value: number): string => String(Number(value.toPrecision(4)));
