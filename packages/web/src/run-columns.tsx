/** @file The columns of the list of runs. */

import type { ComponentChildren } from "preact";
import { keyOf } from "../../lab/src/rows/keys.ts";
import type { WireRun, WireStudy } from "../../lab/src/serve/wire.ts";
import { stageInWords } from "../../lab/src/store/stages.ts";
import { RUN_COLUMNS } from "../../lab/src/store/store.ts";
import { formatNumber, formatSeconds } from "./format.ts";
import { State, Tags } from "./parts.tsx";

export interface Column {
  /** `value` is the number that runs are compared by. */
  readonly name: string;
  /** Names wrap, so that no end of one is lost. */
  readonly align: "name" | "word" | "number";
  readonly cell: (run: WireRun, study: WireStudy) => ComponentChildren;
  /** Whether these runs have something in it; always, by default. */
  readonly isIn?: (runs: readonly WireRun[]) => boolean;
}

const columns: readonly Column[] = [
  { name: "run", align: "number", cell: ({ id }) => <a href={`#/run/${id}`}>{id}</a> },
  { name: "arm", align: "name", cell: (run) => <Arm run={run} /> },
  {
    name: "values",
    align: "name",
    cell: ({ searched }) => searched,
    isIn: (runs) => runs.some(({ searched }) => searched !== ""),
  },
  { name: "seed", align: "number", cell: ({ seed }) => seed },
  { name: "stage", align: "word", cell: ({ stage }) => stageInWords(stage) },
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
  <>
    {configuration.arm}
    <Tags tags={tags} />
  </>
);

export const columnsOf = (runs: readonly WireRun[]): readonly Column[] =>
  columns.filter(({ isIn = () => true }) => isIn(runs));

/** Whether the store can sort by it. */
export const isSortable = ({ name }: Column): boolean =>
  name === "value" || RUN_COLUMNS.some((column) => column === name);
