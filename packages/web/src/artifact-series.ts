/** @file Artifacts of one name at several steps, together. */

import { readStepFile } from "../../lab/src/rows/attachments.ts";
import type { ArtifactRecord } from "../../lab/src/store/store.ts";

export interface ArtifactSeries {
  /** Such as `chart.svg`. */
  readonly name: string;
  /** By their steps. */
  readonly artifacts: readonly ArtifactRecord[];
  /** Of each; none of an artifact without. */
  readonly steps: readonly (number | undefined)[];
}

/** In the order of their first artifacts. */
export function toSeries(artifacts: readonly ArtifactRecord[]): readonly ArtifactSeries[] {
  const keys = [...new Set(artifacts.map(keyOf))];
  return keys.map((key) => {
    const own = artifacts
      .filter((artifact) => keyOf(artifact) === key)
      .sort((a, b) => (stepOf(a) ?? 0) - (stepOf(b) ?? 0));
    return { name: nameOf(own[0]!), artifacts: own, steps: own.map(stepOf) };
  });
}

const stepOf = ({ name }: ArtifactRecord): number | undefined => readStepFile(name)?.step;

function nameOf({ name }: ArtifactRecord): string {
  const file = readStepFile(name);
  return file ? `${file.name}.${file.ending}` : name;
}

/** A file without a step is none of a series, whatever it is called. */
const keyOf = (artifact: ArtifactRecord): string =>
  `${stepOf(artifact) === undefined ? "one" : "steps"} ${nameOf(artifact)}`;
