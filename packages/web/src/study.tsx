/** @file The page of a study: how far it is, its arms in numbers, curves and dots, and its runs. */

import { seedCurves, stripPlot } from "@glissade/lab/charts";
import { useCallback } from "preact/hooks";
import { keyOf, validationKey } from "../../lab/src/rows/keys.ts";
import type { WireCurve, WireScore, WireStudy } from "../../lab/src/serve/wire.ts";
import { FINAL, stageInWords, TUNING } from "../../lab/src/store/stages.ts";
import { setQuery, useAddress } from "./address.ts";
import { type Arm, comparable, groupByArm } from "./arms.ts";
import { ArmsTable } from "./arms-table.tsx";
import { sortCurves } from "./curve-names.ts";
import { formatTime } from "./format.ts";
import { useLive } from "./live.ts";
import { Annotation, Chart, Choice, Counts, Progress, useTitle, When } from "./parts.tsx";
import { RunsTable } from "./runs-table.tsx";
import { SearchCharts } from "./search-charts.tsx";

export function Study({ id }: { readonly id: number }) {
  const study = useLive<WireStudy>(`/api/studies/${id}`, id);
  return <When loaded={study} show={(value) => <StudyBody key={id} study={value} />} />;
}

function StudyBody({ study }: { readonly study: WireStudy }) {
  useTitle(study.name);
  const loaded = useLive<readonly WireScore[]>(`/api/studies/${study.id}/scores`, study.id);
  return (
    <>
      <h1>{study.name}</h1>
      <p>
        <Progress runs={study.runs} /> <Counts runs={study.runs} />
        <span class="note"> changed {formatTime(study.updated)}</span>
      </p>
      <Annotation said={study} />
      <When
        loaded={loaded}
        show={(scores) =>
          scores.length > 0 ? <Results study={study} scores={scores} /> : <Empty name={study.name} />
        }
      />
    </>
  );
}

const Empty = ({ name }: { readonly name: string }) => (
  <p class="note">
    This study has no runs yet. Start them: <code>glissade run {name}</code>
  </p>
);

interface ResultsProps {
  readonly study: WireStudy;
  readonly scores: readonly WireScore[];
}

function Results({ study, scores }: ResultsProps) {
  const { query } = useAddress();
  const stages = [...new Set(scores.map(({ stage }) => stage))];
  const stage = query.get("stage") ?? (stages.includes(FINAL) ? FINAL : stages[0]!);
  const arms = groupByArm(scores.filter((run) => run.stage === stage));
  return (
    <>
      {stages.length > 1 && (
        <Choice
          label="Stage"
          value={stage}
          options={stages}
          words={stageInWords}
          onChoose={(value) => setQuery({ stage: value, page: "" })}
        />
      )}
      <h2>Arms by {keyOf({ stage }, study.scored)}</h2>
      <ArmsTable arms={arms} />
      <Dots arms={arms} scored={keyOf({ stage }, study.scored)} />
      <Curves study={study} stage={stage} arms={arms} />
      {stages.includes(TUNING) && <SearchCharts study={study} />}
      <h2>Runs</h2>
      <RunsTable study={study} stage={stage} />
    </>
  );
}

function Dots({ arms, scored }: { readonly arms: readonly Arm[]; readonly scored: string }) {
  const groups = arms.filter(({ values }) => values.length > 0).map(({ name, values }) => ({ name, values }));
  const draw = useCallback(() => stripPlot({ x: scored, groups }), [JSON.stringify(groups), scored]);
  if (groups.length === 0) return <p class="note">No run has ended yet; the numbers come with the first.</p>;
  return <Chart draw={draw} name={`${scored} of each seed`} />;
}

interface CurvesProps {
  readonly study: WireStudy;
  readonly stage: string;
  readonly arms: readonly Arm[];
}

function Curves({ study, stage, arms }: CurvesProps) {
  const { query } = useAddress();
  const path = `/api/studies/${study.id}/keys?stage=${encodeURIComponent(stage)}`;
  const keys = useLive<readonly string[]>(path, study.id);
  return (
    <>
      <h2>Curves</h2>
      <When
        loaded={keys}
        show={(names) => {
          if (names.length === 0) return <p class="note">No curve has points yet.</p>;
          const wanted = query.get("key") ?? validationKey(study.metric);
          const sorted = sortCurves(names);
          const key = names.includes(wanted) ? wanted : sorted[0]!;
          return (
            <>
              <Choice
                label="Curve"
                value={key}
                options={sorted}
                onChoose={(value) => setQuery({ key: value })}
              />
              <Drawn study={study.id} stage={stage} name={key} arms={arms} />
            </>
          );
        }}
      />
    </>
  );
}

/** Points of all curves together: more would take seconds to send and to draw. */
const MOST_POINTS = 40_000;

interface DrawnProps {
  readonly study: number;
  readonly stage: string;
  readonly name: string;
  readonly arms: readonly Arm[];
}

function Drawn({ study, stage, name, arms }: DrawnProps) {
  const runs = arms.reduce((sum, arm) => sum + arm.runs.length, 0);
  const most = Math.min(500, Math.max(20, Math.floor(MOST_POINTS / Math.max(runs, 1))));
  const query = new URLSearchParams({ stage, key: name, most: String(most) });
  const path = `/api/studies/${study}/curves?${query}`;
  const loaded = useLive<readonly WireCurve[]>(path, study);
  return <When loaded={loaded} show={(curves) => <Picture name={name} arms={arms} curves={curves} />} />;
}

function Picture({
  name,
  arms,
  curves,
}: Pick<DrawnProps, "name" | "arms"> & { readonly curves: readonly WireCurve[] }) {
  const byRun = new Map(curves.map((curve) => [curve.run, curve]));
  const groups = arms.map((arm) => ({
    name: arm.name,
    runs: comparable(arm).flatMap(({ id, state }) => {
      const points = byRun.get(id)?.points.map(([step, value]) => [step, Number(value)] as const) ?? [];
      return points.length > 0 ? [{ points, diverged: state === "diverged" }] : [];
    }),
  }));
  const drawn = groups.filter((group) => group.runs.length > 0);
  const draw = useCallback(
    () => seedCurves({ x: "step", y: name, groups: drawn }),
    [curves, arms.length, name],
  );
  if (drawn.length === 0) return <p class="note">No run of this stage has this curve.</p>;
  const isThinned = curves.some(({ downsampled }) => downsampled);
  return (
    <>
      <Chart draw={draw} name={`${name} by step`} />
      {isThinned && <p class="note">Curves are down-sampled to their lowest and highest points.</p>}
    </>
  );
}
