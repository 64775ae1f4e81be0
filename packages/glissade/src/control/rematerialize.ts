/** @file Rematerialisation: gradients that compute inner results again instead of keeping them. */

import { applyAll } from "../graph/apply.ts";
import { placeholder } from "../graph/literal.ts";
import { closeOver } from "../graph/subgraph.ts";
import { reshape, unsqueeze } from "../ops/shape/layout.ts";
import { requireFunction } from "../options/arguments.ts";
import { flatten, unflatten } from "../tree.ts";
import { Scan } from "./scan-op.ts";

/**
 * The same function, of which a gradient keeps only the arguments: inner results are computed again on the way back
 * (Griewank and Walther 2000). Less memory for one more forward pass.
 *
 * @example
 * const f = checkpoint((x: Tensor) => x.square().exp());
 * await grad((x: Tensor) => f(x))(tensor(0.5)).item(); // 1.2840254
 */
export function checkpoint<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  requireFunction("checkpoint", fn);
  return (...args) => {
    const { leaves, structure } = flatten(args, "checkpoint");
    const values = leaves.map(({ type }, index) => placeholder(type, `argument ${index} of checkpoint`));
    const result = flatten(fn(...unflatten<Arguments>(structure, values)), "checkpoint");
    const closed = closeOver(result.leaves, values);
    // A scan of one step is a graph of its own: nothing outside is shared with what it computes.
    const results = applyAll(
      Scan,
      [...closed.captured, ...leaves.map((leaf) => unsqueeze(leaf, { axis: 0 }))],
      {
        ...{
          body: { inputs: [...closed.inputs, ...values], outputs: closed.outputs },
          constants: closed.inputs.length,
        },
        ...{ carries: 0, length: 1, reverse: false, recompute: true },
      },
    );
    return unflatten<Result>(
      result.structure,
      results.map((each) => reshape(each, each.shape.slice(1))),
    );
  };
}
