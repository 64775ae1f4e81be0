/** @file Operations defined by the user. */

import { ArgumentError } from "../errors.ts";
import { applyAll } from "../graph/apply.ts";
import { type LaneRule, unsaidLane } from "../graph/lane.ts";
import { toTensors } from "../graph/literal.ts";
import type { Attributes, NoAttributes, Op } from "../graph/op.ts";
import { type Operand, Tensor } from "../graph/tensor.ts";
import { isObject } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { userName } from "./elementwise/elementwise.ts";

type Arguments<A extends Attributes> = keyof A extends never
  ? readonly Operand[]
  : [...inputs: Operand[], attributes: A];

/** Records an operation on its inputs, and on its attributes where it has some. */
export interface OpFunction<A extends Attributes> {
  /** The first result. */
  (...args: Arguments<A>): Tensor;
  /** All results. */
  all(...args: Arguments<A>): readonly Tensor[];
  readonly op: Op<A>;
}

/** A record of the user's, which may leave out what only kernels need. */
export type OwnOp<A extends Attributes = NoAttributes> = Omit<Op<A>, "lane" | "host" | "lift"> & {
  readonly lane?: LaneRule<A>;
};

const text = kind.needed(kind.string);
const rule = <Value>() => kind.needed(kind.callable<Value>());
const ruleOr = (other: string, holds: (value: unknown) => boolean) =>
  kind.rule<never>(`a function, or ${other}`, (value) => typeof value === "function" || holds(value));

const readRecord = optionsReader<OwnOp<never>>({
  ...{ name: text, doc: text },
  ...{ infer: rule(), batch: rule(), reference: rule() },
  vjp: kind.needed(ruleOr("{ none, zero } with the reason why there is none", isObject)),
  onnx: kind.needed(ruleOr("the name of an operator", (value) => typeof value === "string")),
  lane: kind.object("an object with its kind"),
  samples: kind.needed(kind.rule("a list of samples", Array.isArray)),
  nativeFrom: kind.whole,
  ...{ flops: kind.callable(), prune: kind.callable(), simplify: kind.callable() },
});

/**
 * The function of an operation of your own: gradients of any order, vmap, compilation and ONNX files read its record,
 * as they read those of all other operations. `elementwise` writes most of the record where each element of the
 * result depends on one element of each input.
 *
 * @example
 * const gaussian = defineOp(elementwise({
 *   name: "Gaussian",
 *   doc: "the bell curve, e to the power of -x²",
 *   f: (x) => Math.exp(-(x ** 2)),
 *   gradient: (dy, [x], y) => [mul(mul(dy, -2), mul(x, y))],
 *   onnx: ({ inputs: [x], node }) => node("Exp", [node("Neg", [node("Mul", [x, x])])]),
 *   samples: [{ inputs: [[2, 3]] }],
 * }));
 * await gaussian(tensor([0, 1])).data(); // [1, 0.3678794]
 * await vmap(grad((x: Tensor) => gaussian(x)))(tensor([0, 1])).data(); // [0, -0.7357589]
 */
export function defineOp<A extends Attributes = NoAttributes>(given: OwnOp<A>): OpFunction<A> {
  readRecord("defineOp", given as unknown as OwnOp<never>);
  const record = given.lane ? (given as Op<A>) : { ...given, lane: unsaidLane };
  if (!/^[A-Z]\w*$/.test(record.name)) {
    throw new ArgumentError({
      where: "defineOp({ name })",
      rule: `must be a word that begins with a capital letter, got ${JSON.stringify(record.name)}`,
    });
  }
  const all = (...args: Arguments<A>): readonly Tensor[] => {
    const last = args.at(-1);
    const hasAttributes = isObject(last) && !(last instanceof Tensor);
    const operands = (hasAttributes ? args.slice(0, -1) : args) as readonly Operand[];
    const attributes = (hasAttributes ? last : {}) as A;
    return applyAll(record, toTensors(userName(record.name), operands), attributes);
  };
  return Object.assign((...args: Arguments<A>) => all(...args)[0]!, { all, op: record });
}
