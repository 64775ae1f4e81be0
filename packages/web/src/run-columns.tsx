/** @file The columns of the list of runs. */

import type { ComponentChildren } from "preact";
import { keyOf } from "../../lab/src/rows/keys.ts";
import type { WireRun, WireStudy } from "../../lab/src/serve/wire.ts";
import type { RunColumn } from "../../lab/src/store/store.ts";
import { formatNumber, formatSeconds } from "./format.ts";
import { State, Tags } from "./parts.tsx";

export interface Column {
  /** `value` is the number that runs are compared by; the store sorts by all of them. */
  readonly name: RunColumn | "value";
  readonly align: "word" | "number";
  readonly cell: (run: WireRun, study: WireStudy) => ComponentChildren;
}

export const columns: readonly Column[] = [
  { name: "run", align: "number", cell: ({ id }) => <a href={`#/run/${id}`}>{id}</a> },
  { name: "arm", align: "word", cell: (run) => <Arm run={run} /> },
  { name: "seed", align: "number", cell: ({ seed }) => seed },
  { name: "stage", align: "word", cell: ({ stage }) => stage },
  { name: "state", align: "word", cell: ({ state }) => <State state={state} /> },
  {
    name: "step",
    align: "number",
    cell: ({ step }, { steps }) => (steps > 0 ? `${step} of ${steps}` : step),
  },
  {
    name: "value",
    align: "number",
    cell: (run, { scored }) => formatNumber(run.metrics[keyOf(run, scored)]),
  },
  { name: "seconds", align: "number", cell: ({ seconds }) => formatSeconds(seconds) },
  { name: "attempt", align: "number", cell: ({ attempt }) => attempt },
];

const Arm = ({ run: { configuration, tags } }: { readonly run: WireRun }) => (
  <span title={configuration.arm}>
    {configuration.arm}
    <Tags tags={tags} />
  </span>
);
