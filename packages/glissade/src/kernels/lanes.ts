/** @file Expressions on single elements, as operations write them down: equal ones are one object. */

import { DtypeError } from "../errors.ts";
import type { Lane, LaneDtype, LaneMath } from "../graph/lane.ts";
import { functions } from "./functions/index.ts";
import { hasInstruction } from "./vectors.ts";

/** What machines do with one instruction or a few. */
export type Instruction = Exclude<keyof LaneMath, "constant" | keyof typeof functions>;

/** A constant, an input, or an instruction on other lanes. */
export interface LaneNode extends Lane {
  readonly kind: "constant" | "input" | Instruction;
  readonly operands: readonly LaneNode[];
  /** The constant, the position of the input, or the number of bits. */
  readonly value: number;
  /** The order in which nodes were made: operands come before users. */
  readonly id: number;
}

/** Writes expressions down; each is made once. */
export class LaneBuilder implements LaneMath {
  readonly #known = new Map<string, LaneNode>();

  /** An element that comes from outside. */
  input(dtype: LaneDtype, position: number): LaneNode {
    return this.#make("input", dtype, [], position);
  }

  constant(dtype: LaneDtype, value: number): LaneNode {
    return this.#make("constant", dtype, [], value);
  }

  add = this.#binary("add");
  sub = this.#binary("sub");
  mul = this.#binary("mul");
  div = this.#binary("div");
  min = this.#binary("min");
  max = this.#binary("max");
  pmin = this.#binary("pmin");
  pmax = this.#binary("pmax");
  and = this.#binary("and");
  or = this.#binary("or");
  xor = this.#binary("xor");
  equal = this.#binary("equal", "bool");
  notEqual = this.#binary("notEqual", "bool");
  less = this.#binary("less", "bool");
  lessEqual = this.#binary("lessEqual", "bool");
  neg = this.#unary("neg");
  abs = this.#unary("abs");
  sqrt = this.#unary("sqrt");
  floor = this.#unary("floor");
  ceil = this.#unary("ceil");
  trunc = this.#unary("trunc");
  round = this.#unary("round");
  not = this.#unary("not");

  select(condition: Lane, x: Lane, y: Lane): LaneNode {
    return x === y ? (x as LaneNode) : this.#make("select", x.dtype, [condition, x, y]);
  }

  shiftLeft(x: Lane, bits: number): LaneNode {
    return this.#make("shiftLeft", x.dtype, [x], bits);
  }

  shiftRight(x: Lane, bits: number): LaneNode {
    return this.#make("shiftRight", x.dtype, [x], bits);
  }

  convert(x: Lane, dtype: LaneDtype): LaneNode {
    return x.dtype === dtype ? (x as LaneNode) : this.#make("convert", dtype, [x]);
  }

  bits(x: Lane, dtype: Exclude<LaneDtype, "bool">): LaneNode {
    return x.dtype === dtype ? (x as LaneNode) : this.#make("bits", dtype, [x]);
  }

  exp = this.#function("exp");
  expm1 = this.#function("expm1");
  log = this.#function("log");
  log1p = this.#function("log1p");
  sin = this.#function("sin");
  cos = this.#function("cos");
  tanh = this.#function("tanh");
  erf = this.#function("erf");
  erfc = this.#function("erfc");

  pow(x: Lane, y: Lane): Lane {
    return functions.pow(this, x, y);
  }

  #binary(kind: Instruction, dtype?: LaneDtype) {
    return (x: Lane, y: Lane): LaneNode => this.#make(kind, dtype ?? x.dtype, [x, y]);
  }

  #unary(kind: Instruction) {
    return (x: Lane): LaneNode => this.#make(kind, x.dtype, [x]);
  }

  #function(name: Exclude<keyof typeof functions, "pow">) {
    return (x: Lane): Lane => functions[name](this, x);
  }

  #make(kind: LaneNode["kind"], dtype: LaneDtype, operands: readonly Lane[], value = 0): LaneNode {
    const nodes = operands as readonly LaneNode[];
    requireOperands(kind, nodes);
    const number = Object.is(value, -0) ? "-0" : value;
    const key = `${kind} ${dtype} ${nodes.map(({ id }) => id)} ${number}`;
    const known = this.#known.get(key) ?? { kind, dtype, operands: nodes, value, id: this.#known.size };
    this.#known.set(key, known);
    return known;
  }
}

/** Records of users write lanes too. */
function requireOperands(kind: string, operands: readonly LaneNode[]): void {
  const dtypes = operands.map((each) => each?.dtype);
  const values = kind === "select" ? dtypes.slice(1) : dtypes;
  const areSame = values.every((dtype) => dtype === values[0]) && (kind !== "select" || dtypes[0] === "bool");
  if (areSame && (values.length === 0 || (values[0] && hasInstruction(kind, values[0])))) return;
  throw new DtypeError({
    where: "lane",
    rule: `${kind} takes ${kind === "select" ? "a condition and two values" : "values"} of one dtype that has it, got ${dtypes.map((dtype) => dtype ?? "nothing").join(" and ")}`,
    fix: "Write math.convert(x, dtype) around one of them",
  });
}
