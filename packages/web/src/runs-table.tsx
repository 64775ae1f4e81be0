/** @file The list of a study's runs with its filter, its order and its pages, all of which the store does. */

import { keyOf } from "../../lab/src/rows/keys.ts";
import type { WireRun, WireRuns, WireStudy } from "../../lab/src/serve/wire.ts";
import { linkWith, setQuery, useAddress } from "./address.ts";
import { useLatest } from "./live.ts";
import { Choice, When } from "./parts.tsx";
import { type Column, columnsOf, isSortable } from "./run-columns.tsx";

/** Runs of a page. */
const PAGE = 100;

interface RunsTableProps {
  readonly study: WireStudy;
  readonly stage: string;
}

export function RunsTable({ study, stage }: RunsTableProps) {
  const { query } = useAddress();
  const page = pageIn(query);
  const loaded = useLatest<WireRuns>(pathOf(study.id, stage, query), study.id);
  const states = Object.entries(study.runs).flatMap(([state, count]) => (count > 0 ? [state] : []));
  return (
    <>
      <p class="controls">
        <label>
          Find{" "}
          <input
            type="search"
            value={query.get("find") ?? ""}
            onInput={({ currentTarget }) => setQuery({ find: currentTarget.value, page: "" })}
          />
        </label>
        <Choice
          label="State"
          all="all"
          value={query.get("state") ?? ""}
          options={states}
          onChoose={(value) => setQuery({ state: value, page: "" })}
        />
      </p>
      <When loaded={loaded} show={(found) => <Rows study={study} found={found} page={page} />} />
    </>
  );
}

const pageIn = (query: URLSearchParams): number => Math.max(1, Math.trunc(Number(query.get("page"))) || 1);

/** The page of the address, in the words of the server. */
function pathOf(study: number, stage: string, query: URLSearchParams): string {
  const offset = String(PAGE * (pageIn(query) - 1));
  const asked = new URLSearchParams({ stage, limit: String(PAGE), offset });
  for (const name of ["find", "state", "sort", "down"]) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  return `/api/studies/${study}/runs?${asked}`;
}

interface RowsProps {
  readonly study: WireStudy;
  readonly found: WireRuns;
  readonly page: number;
}

function Rows({ study, found: { total, runs }, page }: RowsProps) {
  const columns = columnsOf(runs);
  const names = [...new Set(runs.map((run) => keyOf(run, study.scored)))];
  return (
    <>
      <p class="note">
        {wordsOf(page, total)} <Pages page={page} total={total} />
      </p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading key={column.name} column={column} value={names.join(" or ")} />
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <Row key={run.id} run={run} study={study} columns={columns} />
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <Pages page={page} total={total} />
      </p>
    </>
  );
}

const Pages = ({ page, total }: { readonly page: number; readonly total: number }) => (
  <>
    {page > 1 && <a href={linkWith({ page: page > 2 ? String(page - 1) : "" })}>← before</a>}{" "}
    {PAGE * page < total && <a href={linkWith({ page: String(page + 1) })}>next →</a>}
  </>
);

/** Which of all runs a page shows. */
function wordsOf(page: number, total: number): string {
  const first = PAGE * (page - 1);
  const last = Math.min(first + PAGE, total);
  return last > first ? `${first + 1} to ${last} of ${total} runs` : `0 of ${total} runs`;
}

interface HeadingProps {
  readonly column: Column;
  /** What the numbers that runs are compared by are called. */
  readonly value: string;
}

function Heading({ column, value }: HeadingProps) {
  const { query } = useAddress();
  const { name, align } = column;
  if (!isSortable(column)) return <th class={align}>{name}</th>;
  const isSorted = name === (query.get("sort") ?? "run");
  const isDown = query.has("down");
  const down = isSorted && !isDown ? "1" : "";
  const order = isDown ? "descending" : "ascending";
  return (
    <th class={align} aria-sort={isSorted ? order : "none"}>
      <a href={linkWith({ sort: name, down, page: "" })}>{(name === "value" && value) || name}</a>
      {isSorted && (isDown ? " ↓" : " ↑")}
    </th>
  );
}

interface RowProps {
  readonly run: WireRun;
  readonly study: WireStudy;
  readonly columns: readonly Column[];
}

const Row = ({ run, study, columns }: RowProps) => (
  <tr>
    {columns.map(({ name, align, cell }) => (
      <td key={name} class={align}>
        {cell(run, study)}
      </td>
    ))}
  </tr>
);
