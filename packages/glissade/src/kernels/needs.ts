/** @file What each pass of a kernel computes, loads and keeps. */

import type { LaneNode } from "./lanes.ts";
import { loopsOf, type Plan } from "./plan.ts";

export interface Needs {
  /** Values of a pass that later ones take from memory instead of computing them again. */
  readonly spilled: readonly LaneNode[];
  /** The values inside the loops over a row, by pass. */
  readonly passes: readonly ReadonlySet<LaneNode>[];
  /** Those outside of them. */
  readonly outer: ReadonlySet<LaneNode>;
}

/** Instructions that are rather repeated than kept in memory. */
const REPEATED = 6;

export function needsOf(plan: Plan): Needs {
  const spilled = spillsOf(plan);
  const outer = new Set<LaneNode>();
  const needOutside = (lane: LaneNode): void => {
    if (lane.kind === "constant" || outer.has(lane)) return;
    outer.add(lane);
    lane.operands.forEach(needOutside);
  };
  const passes = Array.from({ length: plan.passes }, (_, pass) => {
    const needed = new Set<LaneNode>();
    const visit = (lane: LaneNode): void => {
      if (plan.depthOf(lane) <= plan.rows) needOutside(lane);
      else if (!needed.has(lane)) {
        needed.add(lane);
        if (!isLoaded(lane, pass, { ...plan, spilled })) lane.operands.forEach(visit);
      }
    };
    rootsOf(plan, pass, spilled).forEach(visit);
    return needed;
  });
  for (const { lane, axes } of plan.stored) if (loopsOf(axes) <= plan.rows) needOutside(lane);
  for (const { value, over } of plan.edges) if (over.length <= plan.rows) needOutside(value);
  for (const { value } of plan.inner) if (plan.depthOf(value) <= plan.rows) needOutside(value);
  return { spilled, passes, outer };
}

/** Whether a pass finds a value of an earlier one in memory. */
export const isLoaded = (lane: LaneNode, pass: number, plan: Plan & Pick<Needs, "spilled">): boolean =>
  plan.stageOf(lane) < pass && (plan.spilled.includes(lane) || isStored(lane, plan));

/** What is computed or stored in a pass over the rows. */
function rootsOf(plan: Plan, pass: number, spilled: readonly LaneNode[]): LaneNode[] {
  const { inner, stored, edges, rows, stageOf } = plan;
  return [
    ...inner.map(({ value }) => value),
    ...stored.filter(({ axes }) => loopsOf(axes) > rows).map(({ lane }) => lane),
    ...edges.filter(({ over }) => over.length > rows).map(({ value }) => value),
    ...spilled,
  ].filter((lane) => stageOf(lane) === pass);
}

/** The instructions inside the loops over a row that a value takes. */
function costOf(lane: LaneNode, { rows, depthOf }: Plan): number {
  const seen = new Set<LaneNode>();
  const visit = (node: LaneNode) => {
    if (seen.has(node) || node.operands.length === 0 || depthOf(node) <= rows) return;
    seen.add(node);
    node.operands.forEach(visit);
  };
  visit(lane);
  return seen.size;
}

/** The dear values of earlier passes that later ones need and that are no outputs. */
function spillsOf(plan: Plan): LaneNode[] {
  const { passes, rows, lengths, depthOf, stageOf } = plan;
  const spilled: LaneNode[] = [];
  for (let pass = passes - 1; pass > 0; pass--) {
    const seen = new Set<LaneNode>();
    const visit = (node: LaneNode): void => {
      if (seen.has(node) || node.operands.length === 0 || depthOf(node) <= rows) return;
      seen.add(node);
      const isKept = stageOf(node) < pass && depthOf(node) === lengths.length && node.dtype !== "bool";
      if (!isKept || costOf(node, plan) <= REPEATED) node.operands.forEach(visit);
      else if (!spilled.includes(node) && !isStored(node, plan)) spilled.push(node);
    };
    rootsOf(plan, pass, spilled).forEach(visit);
  }
  return spilled;
}

/** Whether an output holds a value for each place of the loops. */
export const isStored = (lane: LaneNode, { stored, lengths }: Pick<Plan, "stored" | "lengths">): boolean =>
  stored.some((output) => output.lane === lane && output.axes.length === lengths.length);
