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
  const names = [...new Set(artifacts.map(nameOf))];
  return names.map((name) => {
    const own = artifacts
      .filter((artifact) => nameOf(artifact) === name)
      .sort((a, b) => (stepOf(a) ?? 0) - (stepOf(b) ?? 0));
    return { name, artifacts: own, steps: own.map(stepOf) };
  });
}

const stepOf = ({ name }: ArtifactRecord): number | undefined => readStepFile(name)?.step;

function nameOf({ name }: ArtifactRecord): string {
  const file = readStepFile(name);
  return file ? `${file.name}.${file.ending}` : name;
}
