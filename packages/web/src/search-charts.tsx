/** @file The trials of a search, in the charts of reports. */

import { parallelCoordinates, sensitivityChart } from "@glissade/lab/charts";
import { useCallback } from "preact/hooks";
import {
  coordinatesOf,
  namesOf,
  RATE,
  type Scored,
  sensitivityOf,
  type TriedArm,
  wholeTrials,
} from "../../lab/src/charts/study/trial-options.ts";
import { validationKey } from "../../lab/src/rows/keys.ts";
import type { WireStudy, WireTrials } from "../../lab/src/serve/wire.ts";
import { useLive } from "./live.ts";
import { Chart, When } from "./parts.tsx";

export function SearchCharts({ study }: { readonly study: WireStudy }) {
  const loaded = useLive<readonly WireTrials[]>(`/api/studies/${study.id}/trials`, study.id);
  const scored = { label: validationKey(study.metric), better: study.better };
  return (
    <section>
      <h2>Search</h2>
      <When loaded={loaded} show={(arms) => <Charts arms={arms.map(withWholeTrials)} scored={scored} />} />
    </section>
  );
}

const withWholeTrials = ({ name, trials }: WireTrials): TriedArm => ({ name, trials: wholeTrials(trials) });

interface ChartsProps {
  readonly arms: readonly TriedArm[];
  readonly scored: Scored;
}

function Charts({ arms, scored }: ChartsProps) {
  const parameter = sensitiveTo(arms);
  const sensitivity = parameter === undefined ? undefined : sensitivityOf(arms, parameter, scored);
  const coordinates = arms.flatMap((arm) => coordinatesOf(arm, scored) ?? []);
  if (!sensitivity && coordinates.length === 0)
    return <p class="note">The trials vary too little for a chart, or no two of them share a value.</p>;
  return (
    <>
      {sensitivity && (
        <Drawn draw={sensitivityChart} options={sensitivity} name={`trials by ${sensitivity.x}`} />
      )}
      {coordinates.map((options) => (
        <Drawn
          key={options.title}
          draw={parallelCoordinates}
          options={options}
          name={`trials of ${options.title}`}
        />
      ))}
    </>
  );
}

/** The learning rate, or the first other hyper-parameter of numbers that was varied. */
function sensitiveTo(arms: readonly TriedArm[]): string | undefined {
  const trials = arms.flatMap((arm) => arm.trials);
  const names = namesOf(trials);
  const isNumber = (name: string) => trials.every(({ values }) => typeof (values[name] ?? 0) === "number");
  return names.find((name) => name === RATE) ?? names.find(isNumber);
}

interface DrawnProps<Options> {
  readonly draw: (options: Options) => string;
  readonly options: Options;
  readonly name: string;
}

function Drawn<Options>({ draw, options, name }: DrawnProps<Options>) {
  const drawn = useCallback(() => draw(options), [JSON.stringify(options)]);
  return <Chart draw={drawn} name={name} />;
}
