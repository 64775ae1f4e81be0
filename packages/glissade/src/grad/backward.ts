/** @file Reverse mode: walks a graph from its outputs to given tensors and adds up gradients. */

import { GradError } from "../errors.ts";
import { isFloat } from "../graph/dtype.ts";
import type { OpSource, Source } from "../graph/source.ts";
import { Tensor } from "../graph/tensor.ts";
import { dependents, topologicalOrder } from "../graph/walk.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { fullLike } from "../ops/reduce/sum.ts";

/** Told of each operation that gradients went back through, and of those that it handed to its inputs. */
export type SeeGradients = (source: OpSource, dxs: readonly (Tensor | undefined)[]) => void;

/** Outputs, their weights, and the tensors that the walk back ends at. */
interface Walk {
  readonly outputs: readonly Tensor[];
  readonly dys: readonly Tensor[];
  readonly roots: readonly Tensor[];
  readonly see?: SeeGradients | undefined;
}

/** Gradients of the outputs, weighted by `dys`, for each of `roots`; zeros where nothing flows. */
export const backward = (
  outputs: readonly Tensor[],
  dys: readonly Tensor[],
  roots: readonly Tensor[],
): Tensor[] => walkBack({ outputs, dys, roots });

/** The same, watched. */
export function walkBack({ outputs, dys, roots, see }: Walk): Tensor[] {
  const stop = new Set<Source>(roots.map((root) => root.source));
  const order = topologicalOrder(outputs, stop);
  const active = dependents(order, roots);
  const sums = new Gradients();
  outputs.forEach((output, index) => {
    if (active.has(output.source) && isFloat(output.dtype)) sums.add(output, dys[index]!);
  });
  for (const { source } of order.toReversed()) {
    if (source.kind !== "op" || !active.has(source) || stop.has(source)) continue;
    const dxs = pushBack(source, active, sums);
    see?.(source, dxs);
  }
  return roots.map((root) => sums.get(root.source, root.index) ?? fullLike(root, 0));
}

class Gradients {
  readonly #sums = new Map<Source, (Tensor | undefined)[]>();

  get(source: Source, index: number): Tensor | undefined {
    return this.#sums.get(source)?.[index];
  }

  add({ source, index }: Tensor, dy: Tensor): void {
    const sums = this.#sums.get(source) ?? [];
    sums[index] = sums[index] ? add(sums[index], dy) : dy;
    this.#sums.set(source, sums);
  }
}

/** Hands the gradient of one operation to its inputs. */
function pushBack(
  source: OpSource,
  active: ReadonlySet<Source>,
  sums: Gradients,
): readonly (Tensor | undefined)[] {
  const { op, inputs, attributes, types } = source;
  const known = types.map((_, index) => sums.get(source, index));
  if (known.every((dy) => dy === undefined)) return [];
  if (typeof op.vjp === "object") {
    if (op.vjp.zero) return [];
    throw new GradError({
      where: `grad through ${op.name}`,
      rule: op.vjp.none,
      fix: "Hold it constant with stopGradient()",
    });
  }
  const outputs = types.map((type, index) => new Tensor(type, source, index));
  const dys = outputs.map((output, index) => known[index] ?? fullLike(output, 0));
  const needed = inputs.map((input) => isFloat(input.dtype) && active.has(input.source));
  const single = { output: outputs[0]!, dy: dys[0]! };
  const context = { ...single, inputs, outputs, dys, given: known, needed, attributes };
  const dxs = op.vjp(context);
  for (const [index, dx] of dxs.entries()) {
    if (dx && needed[index]) sums.add(inputs[index]!, dx);
  }
  return dxs;
}
