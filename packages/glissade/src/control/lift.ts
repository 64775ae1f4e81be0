/** @file What loops and choices tell behind a run, where nothing can be called while they run. */

import { ProviderError } from "../errors.ts";
import { type LiftContext, type Lifted, partAt, type Told } from "../graph/lift.ts";
import type { Graph } from "../graph/walk.ts";
import { fullLike } from "../ops/reduce/sum.ts";

/** The values of all steps are stacked, and told step by step. */
export function liftScan<A extends { body: Graph; length: number; reverse: boolean }>({
  attributes,
  again,
  lift,
}: LiftContext<A>): Lifted | undefined {
  const { body, length, reverse } = attributes;
  const { graph, told } = lift(body);
  if (isEmpty(told)) return undefined;
  const all = again({ ...attributes, body: graph });
  const count = body.outputs.length;
  const tell: Told["tell"] = (read) => {
    for (let step = 0; step < length; step++) {
      const at = reverse ? length - 1 - step : step;
      told.tell((position) => partAt(read(position), at));
    }
  };
  return { results: all.slice(0, count), values: all.slice(count), tell };
}

/** Both branches give what either tells, with zeros for the other's; the condition says which is told. */
export function liftCond<A extends { yes: Graph; no: Graph }>({
  inputs: [condition],
  attributes,
  again,
  lift,
}: LiftContext<A>): Lifted | undefined {
  const [yes, no] = [lift(attributes.yes), lift(attributes.no)];
  if (isEmpty(yes.told) && isEmpty(no.told)) return undefined;
  const count = attributes.yes.outputs.length;
  const zeros = ({ values }: Told) => values.map((value) => fullLike(value, 0));
  const own = ({ graph }: typeof yes) => graph.outputs.slice(0, count);
  const first = yes.told.values.length;
  const all = again({
    ...attributes,
    yes: { ...yes.graph, outputs: [...yes.graph.outputs, ...zeros(no.told)] },
    no: { ...no.graph, outputs: [...own(no), ...zeros(yes.told), ...no.told.values] },
  });
  const tell: Told["tell"] = (read) => {
    if (Number(read(0).data[0])) yes.told.tell((position) => read(1 + position));
    else no.told.tell((position) => read(1 + first + position));
  };
  return { results: all.slice(0, count), values: [condition!, ...all.slice(count)], tell };
}

/** The number of rounds is not known before, so nothing can hold their values. */
export function refuseWhile<A extends { test: Graph; body: Graph }>({
  attributes: { test, body },
  lift,
}: LiftContext<A>): undefined {
  if ([test, body].every((graph) => isEmpty(lift(graph).told))) return undefined;
  throw new ProviderError({
    where: "tap in whileLoop",
    rule: "can be called only while the program runs, which needs kernels, got a program without",
    fix: 'Run it on provider "cpu" in the main thread without configure({ fuse: false }), or use scan',
  });
}

const isEmpty = ({ values }: Told): boolean => values.length === 0;
