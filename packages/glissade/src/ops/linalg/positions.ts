/** @file Positions within attention: rotations of queries and keys, and biases of scores by distance. */

import { ArgumentError, ShapeError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { positives, requireCount } from "../../options/ranges.ts";
import { requireFloat, requireNumber } from "../dtype-rules.ts";
import { add, mul, neg, sub } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { abs, cos, sin } from "../elementwise/unary.ts";
import { concat, split } from "../shape/concat.ts";
import { reshape, unsqueeze } from "../shape/layout.ts";

export interface RotaryOptions {
  /** The position of each row, numbers that broadcast to (..., time); 0, 1, 2, ... by default. */
  readonly positions?: Tensor;
  /** Pair i turns by position·base^(-2i/size); 10000 by default. */
  readonly base?: number;
  /**
   * Which features make a pair: `"halves"`, i and i + size/2, as in Llama, by default; `"neighbours"`, 2i and 2i + 1, as
   * in the paper.
   */
  readonly pairs?: "halves" | "neighbours";
}

const readRotary = optionsReader<RotaryOptions>({
  positions: tensorKind.tensor,
  base: kind.within(positives),
  pairs: kind.choice("halves", "neighbours"),
});

/**
 * Queries or keys (..., time, size) turned by their positions, pair by pair of features, so that scores depend on
 * distances: RoFormer: Enhanced Transformer with Rotary Position Embedding (Su et al. 2021, arXiv:2104.09864).
 *
 * @example
 * const x = tensor([[1, 0], [1, 0]]);
 * await rotary(x).data(); // [1, 0, 0.5403023, 0.84147098]
 *
 * @throws ShapeError for an odd number of features
 */
export function rotary(x: Tensor, options?: RotaryOptions): Tensor {
  const { positions, base = 10_000, pairs = "halves" } = readRotary("rotary", options);
  requireTensor("rotary", x);
  requireFloat("rotary", x);
  requirePairs(x);
  const [time, size] = x.shape.slice(-2) as [number, number];
  const rows = cast(positions ?? literal([...new Array(time).keys()], x.dtype, [time]), x.dtype);
  const rates = Array.from({ length: size / 2 }, (_, pair) => base ** ((-2 * pair) / size));
  const angles = mul(unsqueeze(rows, { axis: -1 }), literal(rates, x.dtype, [size / 2])); // (..., time, size / 2)
  const [c, s] = [cos(angles), sin(angles)];
  const [a, b] = toPairs(x, pairs);
  return fromPairs([sub(mul(a, c), mul(b, s)), add(mul(a, s), mul(b, c))], pairs);
}

type Pairs = NonNullable<RotaryOptions["pairs"]>;

/** The first and the second features of all pairs. */
function toPairs(x: Tensor, pairs: Pairs): [Tensor, Tensor] {
  if (pairs === "halves") return split(x, 2, { axis: -1 }) as [Tensor, Tensor];
  const half = [...x.shape.slice(0, -1), x.shape.at(-1)! / 2];
  const both = split(reshape(x, [...half, 2]), 2, { axis: -1 });
  return both.map((each) => reshape(each, half)) as [Tensor, Tensor];
}

function fromPairs(both: [Tensor, Tensor], pairs: Pairs): Tensor {
  if (pairs === "halves") return concat(both, { axis: -1 });
  const { shape } = both[0];
  const columns = both.map((each) => unsqueeze(each, { axis: -1 }));
  return reshape(concat(columns, { axis: -1 }), shape.with(-1, 2 * shape.at(-1)!));
}

function requirePairs({ shape }: Tensor): void {
  if (shape.length > 1 && shape.at(-1)! % 2 === 0) return;
  throw new ShapeError({
    where: "rotary",
    rule: `needs shape [..., time, size] with an even size, got ${formatShape(shape)}`,
  });
}

export interface AlibiOptions {
  /** The position of each query, numbers (queries). */
  readonly queries: Tensor;
  /** The position of each key, numbers (keys). */
  readonly keys: Tensor;
}

const readAlibi = optionsReader<AlibiOptions>({
  queries: kind.needed(tensorKind.tensor),
  keys: kind.needed(tensorKind.tensor),
});

/**
 * What is added to the scores of attention so that what is far counts less: -slope·distance, float32 (heads, queries,
 * keys), with a slope for each head, 2^(-8/heads), 2^(-16/heads), ...: Train Short, Test Long: Attention with Linear
 * Biases Enables Input Length Extrapolation (Press et al. 2021, arXiv:2108.12409).
 *
 * @example
 * const at = arange(3);
 * await alibi(1, { queries: at, keys: at }).mul(256).data(); // [0, -1, -2, -1, 0, -1, -2, -1, 0]
 *
 * @throws ArgumentError for heads that are no positive integer
 */
export function alibi(heads: number, options: AlibiOptions): Tensor {
  const { queries, keys } = readAlibi("alibi", options);
  requireCount("alibi(heads)", heads);
  requireRow("alibi({ queries })", queries);
  requireRow("alibi({ keys })", keys);
  const [rows, columns] = [unsqueeze(queries, { axis: 1 }), keys].map((each) => cast(each, "float32"));
  return mul(neg(abs(sub(rows!, columns!))), literal(alibiSlopes(heads), "float32", [heads, 1, 1]));
}

/** Those of the next smaller power of two, then every other one of the next larger, as in the authors' code. */
function alibiSlopes(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const slopes = (count: number) =>
    Array.from({ length: count }, (_, head) => 2 ** ((-8 * (head + 1)) / count));
  const between = slopes(2 * power).filter((_, head) => head % 2 === 0);
  return [...slopes(power), ...between].slice(0, heads);
}

function requireRow(where: string, positions: Tensor): void {
  requireNumber(where, positions);
  if (positions.rank === 1) return;
  throw new ArgumentError({ where, rule: `needs one axis, got ${formatShape(positions.shape)}` });
}
