/** @file The histograms that a run has kept of its tensors, as a heat map over its steps. */

import { heatMap } from "@glissade/lab/charts";
import { useCallback, useEffect, useState } from "preact/hooks";
import { HISTOGRAM, readStepFile, type StepHistogram } from "../../lab/src/rows/attachments.ts";
import type { ArtifactRecord } from "../../lab/src/store/store.ts";
import { setQuery, useAddress } from "./address.ts";
import { formatNumber } from "./format.ts";
import { mapHistograms } from "./histogram-bins.ts";
import { Chart, Choice } from "./parts.tsx";

export const isHistogram = ({ type }: ArtifactRecord): boolean => type === HISTOGRAM;

interface HistogramsProps {
  readonly run: number;
  readonly artifacts: readonly ArtifactRecord[];
}

export function Histograms({ run, artifacts }: HistogramsProps) {
  const { query } = useAddress();
  const files = artifacts.filter(isHistogram).map(({ name }) => name);
  const tensors = [...new Set(files.map(tensorOf))];
  const wanted = query.get("tensor");
  const tensor = tensors.find((name) => name === wanted) ?? tensors[0];
  if (tensor === undefined) return null;
  const own = files.filter((file) => tensorOf(file) === tensor);
  return (
    <section>
      <h2>Histograms</h2>
      <Choice
        label="Tensor"
        value={tensor}
        options={tensors}
        onChoose={(value) => setQuery({ tensor: value })}
      />
      <Loaded key={tensor} run={run} tensor={tensor} files={spaced(own)} all={own.length} />
    </section>
  );
}

const tensorOf = (file: string): string => readStepFile(file)?.name ?? file;

/** Steps beyond which some are left out. */
const MOST = 60;

/** The first, the last, and some between, as far apart as can be. */
function spaced(files: readonly string[]): readonly string[] {
  if (files.length <= MOST) return files;
  const part = (files.length - 1) / (MOST - 1);
  return Array.from({ length: MOST }, (_, index) => files[Math.round(index * part)]!);
}

interface LoadedProps {
  readonly run: number;
  readonly tensor: string;
  readonly files: readonly string[];
  /** How many histograms there are. */
  readonly all: number;
}

function Loaded({ run, tensor, files, all }: LoadedProps) {
  const [found, setFound] = useState<readonly StepHistogram[] | string>();
  useEffect(() => {
    let isLeft = false;
    const show = (value: readonly StepHistogram[] | string) => !isLeft && setFound(value);
    Promise.all(files.map((file) => read(run, file))).then(show, () => show("They could not be read"));
    return () => {
      isLeft = true;
    };
  }, [run, files.join("\n")]);
  if (found === undefined) return <p class="note">Loading …</p>;
  if (typeof found === "string") return <p class="note">{found}</p>;
  return (
    <>
      <Picture tensor={tensor} histograms={found} />
      {all > files.length && (
        <p class="note">
          {files.length} of {all} histograms, evenly spaced.
        </p>
      )}
      <NotFinite histograms={found} />
    </>
  );
}

async function read(run: number, file: string): Promise<StepHistogram> {
  const response = await fetch(`/api/runs/${run}/artifacts/${encodeURIComponent(file)}`);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

interface PictureProps {
  readonly tensor: string;
  readonly histograms: readonly StepHistogram[];
}

function Picture({ tensor, histograms }: PictureProps) {
  const draw = useCallback(() => {
    const { steps, middles, shares } = mapHistograms(histograms);
    return heatMap({
      ...{ title: `share of the numbers of ${tensor}`, x: "step", y: "value", values: shares },
      ...{ columns: steps.map(String), rows: middles.map(formatNumber), numbers: false },
    });
  }, [histograms, tensor]);
  const isEmpty = histograms.every(({ low }) => low === null);
  if (isEmpty) return <p class="note">None of its numbers are finite.</p>;
  return <Chart draw={draw} name={`numbers of ${tensor} by step`} />;
}

function NotFinite({ histograms }: Pick<PictureProps, "histograms">) {
  const steps = histograms.filter(({ notFinite }) => notFinite > 0);
  if (steps.length === 0) return null;
  const numbers = steps.reduce((sum, { notFinite }) => sum + notFinite, 0);
  return (
    <p class="note">
      {numbers} {numbers === 1 ? "number is" : "numbers are"} NaN or infinite, the first at step{" "}
      {Math.min(...steps.map(({ step }) => step))}.
    </p>
  );
}
