/** @file Functions compiled once per kind of argument: one run of ONNX Runtime per call. */

import { ArgumentError } from "../errors.ts";
import type { TensorType } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { requireFunction } from "../options/arguments.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { traceTypes } from "../trace/trace.ts";
import { collect, flatten, type Structure, unflatten } from "../tree.ts";
import { providerKind } from "./backend.ts";
import { evaluate } from "./evaluate.ts";
import { type Prepared, withPrograms } from "./prepared.ts";
import { type CompileOptions, createProgram, type Program } from "./program.ts";

const readCompile = optionsReader<CompileOptions>({
  provider: providerKind,
  threads: kind.threads,
  donate: kind.integers,
});

/** Data that a function captured is a constant of its graph up to this size, an input beyond. */
const BAKE_BYTES = 1024;

export interface Compiled<Arguments extends readonly unknown[], Result> {
  (...args: Arguments): Promise<Result>;
  /** How many programs were made: one per structure, dtypes and shapes of the arguments. */
  readonly programs: number;
}

interface Entry {
  readonly structure: Structure;
  readonly types: readonly TensorType[];
  readonly result: Structure;
  readonly program: Promise<Program>;
}

/**
 * A function over trees of tensors as one program. It is traced once for each structure, dtypes and shapes of its
 * arguments; later calls only run.
 *
 * @example
 * const norm = compile((x: Tensor) => x.square().sum().sqrt());
 * await (await norm(tensor([3, 4]))).item(); // 5
 *
 * @example
 * // What goes round is given up for what comes next, which may then take its memory.
 * const next = compile((count: Tensor) => count.add(1), { donate: [0] });
 * let count = tensor(0);
 * for (let call = 0; call < 3; call++) count = await next(count);
 * await count.item(); // 3
 */
export function compile<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  given?: CompileOptions,
): Compiled<Arguments, Result> {
  requireFunction("compile", fn);
  const options = readCompile("compile", given);
  const entries: Entry[] = [];
  const prepare = (...args: Arguments) => prepared(fn, args, options);
  const call = async (...args: Arguments): Promise<Result> => {
    const { entry, leaves } = find(entries, args) ?? add(entries, args, prepare(...args));
    if (leaves.some(isLazy)) await evaluate(leaves);
    const outputs = await (await entry.program)(leaves);
    return unflatten<Result>(entry.result, outputs);
  };
  return withPrograms(call, () => entries.length, prepare);
}

/** Which leaves the donated arguments hold. */
function donatedLeaves(args: readonly unknown[], donate: readonly number[] = []): number[] {
  const wrong = donate.find((place) => !(place in args));
  if (wrong !== undefined) {
    throw new ArgumentError({
      where: "compile({ donate })",
      rule: `must be positions of arguments, got ${wrong} of ${args.length}`,
    });
  }
  const owners = args.flatMap((arg, place) => flatten(arg, "arguments").leaves.map(() => place));
  return owners.flatMap((place, leaf) => (donate.includes(place) ? [leaf] : []));
}

const isLazy = ({ source }: Tensor): boolean => source.kind === "op";

interface Match {
  readonly entry: Entry;
  readonly leaves: readonly Tensor[];
}

/** Training calls with the kind of arguments it had last time, so the newest entry is tried first. */
function find(entries: readonly Entry[], args: readonly unknown[]): Match | undefined {
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index]!;
    const leaves: Tensor[] = [];
    if (
      collect(entry.structure, args, leaves) &&
      entry.types.every((type, each) => fits(leaves[each]!, type))
    ) {
      return { entry, leaves };
    }
  }
  return undefined;
}

const fits = ({ type }: Tensor, { dtype, shape }: TensorType): boolean =>
  type.dtype === dtype && sameShape(type.shape, shape);

function prepared<Arguments extends readonly unknown[]>(
  fn: (...args: Arguments) => unknown,
  args: Arguments,
  options: CompileOptions,
): Prepared {
  const { leaves, structure } = flatten(args, "arguments");
  const types = leaves.map((leaf) => leaf.type);
  const graph = traceTypes(fn as (...args: never[]) => unknown, structure, types);
  const donated = donatedLeaves(args, options.donate);
  return { graph, options: { ...options, bakeBytes: BAKE_BYTES, donated } };
}

function add(entries: Entry[], args: readonly unknown[], { graph, options }: Prepared): Match {
  const { leaves, structure } = flatten(args, "arguments");
  const types = leaves.map((leaf) => leaf.type);
  const program = createProgram(graph, options);
  const entry = { structure, types, result: graph.structure, program };
  entries.push(entry);
  program.catch(() => entries.splice(entries.indexOf(entry), 1));
  return { entry, leaves };
}
