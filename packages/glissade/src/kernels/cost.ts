/** @file Whether a kernel pays: measured costs of nodes and of calls, in microseconds. */

import { countBytes } from "../graph/cost.ts";
import type { OpSource } from "../graph/source.ts";
import type { Cluster } from "./cluster.ts";
import type { Members } from "./members.ts";

/** A node of ONNX Runtime, and the nodes that a composition is written as. */
const [NODE, COMPOSITION] = [1, 4];
/** A call of a kernel out of ONNX Runtime, and each operand of it. */
const [CALL, OPERAND] = [1, 0.3];
/** Bytes that one thread moves in a microsecond. */
const BANDWIDTH = 12e3;

/** Whether one kernel takes less time than its operations one by one. */
export function isWorthIt({ members }: Cluster, { graph, inputs, outputs }: Members): boolean {
  const apart = members.reduce((total, member) => total + costOf(member), 0);
  const operands = inputs.length + outputs.length;
  const moved = countBytes([...graph.inputs, ...graph.outputs].map(({ type }) => type));
  return CALL + OPERAND * operands + moved / BANDWIDTH < apart;
}

function costOf({ op, inputs, types }: OpSource): number {
  const nodes = typeof op.onnx === "string" ? 1 : COMPOSITION;
  return nodes * (NODE + countBytes([...inputs.map(({ type }) => type), ...types]) / BANDWIDTH);
}
