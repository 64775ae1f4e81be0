/** @file The list of a study's runs with its filter and its order. */

import type { WireRun } from "../../lab/src/serve/wire.ts";
import { linkWith, setQuery, useAddress } from "./address.ts";
import { formatNumber, formatSeconds } from "./format.ts";
import { Choice, State, Tags } from "./parts.tsx";
import { type Column, chooseRuns } from "./run-rows.ts";

const columns: readonly Column[] = [
  ...(["run", "arm", "seed", "stage", "state", "step", "value", "seconds", "attempt"] as const),
];
const texts: readonly Column[] = ["arm", "stage", "state"];

interface RunsTableProps {
  readonly runs: readonly WireRun[];
  readonly scored: string;
  readonly steps: number;
}

export function RunsTable({ runs, scored, steps }: RunsTableProps) {
  const { query } = useAddress();
  const [find = "", state = "", sort = "run"] = ["find", "state", "sort"].map(
    (name) => query.get(name) ?? undefined,
  );
  const isDown = query.has("down");
  const chosen = chooseRuns(runs, scored, { find, state, sort, isDown });
  const states = [...new Set(runs.map((run) => run.state))];
  return (
    <>
      <p class="controls">
        <label>
          Find{" "}
          <input
            type="search"
            value={find}
            onInput={({ currentTarget }) => setQuery({ find: currentTarget.value })}
          />
        </label>
        <Choice
          label="State"
          all="all"
          value={state}
          options={states}
          onChoose={(value) => setQuery({ state: value })}
        />
        <span class="note">
          {chosen.length} of {runs.length} runs
        </span>
      </p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading key={column} column={column} sort={sort} isDown={isDown} scored={scored} />
              ))}
            </tr>
          </thead>
          <tbody>
            {chosen.map((run) => (
              <Row key={run.id} run={run} scored={scored} steps={steps} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface HeadingProps {
  readonly column: Column;
  readonly sort: string;
  readonly isDown: boolean;
  readonly scored: string;
}

function Heading({ column, sort, isDown, scored }: HeadingProps) {
  const isSorted = column === sort;
  const down = isSorted && !isDown ? "1" : "";
  const order = isDown ? "descending" : "ascending";
  return (
    <th class={texts.includes(column) ? "" : "number"} aria-sort={isSorted ? order : "none"}>
      <a href={linkWith({ sort: column, down })}>{column === "value" ? scored : column}</a>
      {isSorted && (isDown ? " ↓" : " ↑")}
    </th>
  );
}

function Row({ run, scored, steps }: { readonly run: WireRun } & Omit<RunsTableProps, "runs">) {
  return (
    <tr>
      <td class="number">
        <a href={`#/run/${run.id}`}>{run.id}</a>
      </td>
      <td>
        {run.configuration.arm}
        <Tags tags={run.tags} />
      </td>
      <td class="number">{run.seed}</td>
      <td>{run.stage}</td>
      <td>
        <State state={run.state} />
      </td>
      <td class="number">{steps > 0 ? `${run.step} of ${steps}` : run.step}</td>
      <td class="number">{formatNumber(run.metrics[scored])}</td>
      <td class="number">{formatSeconds(run.seconds)}</td>
      <td class="number">{run.attempt}</td>
    </tr>
  );
}
