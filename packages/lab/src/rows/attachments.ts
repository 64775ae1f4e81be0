/** @file What programs keep beside their curves, as artifacts: names with steps, and histograms of tensors. */

export const HISTOGRAM = "application/vnd.glissade.histogram+json";

/** Counts of a tensor's numbers, in equal parts from `low` to `high`. */
export interface StepHistogram {
  readonly step: number;
  /** None where no number was finite. */
  readonly low: number | null;
  readonly high: number | null;
  readonly counts: readonly number[];
  readonly notFinite: number;
}

/** An artifact of one step among others of its name. */
export interface StepFile {
  readonly name: string;
  readonly step: number;
  readonly ending: string;
}

/** Such as `chart 000000200.svg`: sorted names have their steps in order. */
export const fileOfStep = ({ name, step, ending }: StepFile): string =>
  `${name} ${String(step).padStart(9, "0")}.${ending}`;

/** What `fileOfStep` made its name of; nothing of others. */
export function readStepFile(file: string): StepFile | undefined {
  const [, name, step, ending] = /^(.+) (\d{9,})\.(\w+)$/s.exec(file) ?? [];
  return step === undefined ? undefined : { name: name!, step: Number(step), ending: ending! };
}
