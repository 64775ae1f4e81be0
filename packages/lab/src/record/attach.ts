/** @file What a program keeps beside its curves: numbers, texts, pictures and histograms of tensors. */

import { ArgumentError, type Tensor } from "glissade";
import { show } from "../checks.ts";
import { fileOfStep, HISTOGRAM, type StepHistogram } from "../rows/attachments.ts";
import type { Claim } from "../store/store.ts";

/** A number becomes a point of a curve; an SVG, PNG or text a file; a tensor the histogram of its numbers. */
export type Attachment = number | string | Uint8Array | Tensor;

interface At {
  readonly step: number;
  readonly seconds: number;
}

/** Writes each under its name, files with the step in theirs. */
export async function attach(
  claim: Claim,
  given: Readonly<Record<string, Attachment>>,
  at: At,
): Promise<void> {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "number") claim.log([{ key: name, value, ...at }]);
    else await attachFile(claim, name, { value, at });
  }
}

interface Attached {
  readonly value: Exclude<Attachment, number>;
  readonly at: At;
}

async function attachFile(claim: Claim, name: string, { value, at: { step } }: Attached): Promise<void> {
  const file = (ending: string) => fileOfStep({ name, step, ending });
  if (value instanceof Uint8Array)
    return void (await claim.artifact(file("png"), "image/png", requirePng(name, value)));
  if (typeof value === "string") {
    const [ending, type] = value.trimStart().startsWith("<svg")
      ? ["svg", "image/svg+xml"]
      : ["txt", "text/plain"];
    return void (await claim.artifact(file(ending!), type!, new TextEncoder().encode(value)));
  }
  if (typeof Object(value).data !== "function") throw notAttachable(name, value);
  const histogram: StepHistogram = { step, ...histogramOf(Array.from(await value.data(), Number)) };
  await claim.artifact(file("json"), HISTOGRAM, new TextEncoder().encode(JSON.stringify(histogram)));
}

const notAttachable = (name: string, value: unknown): ArgumentError =>
  new ArgumentError({
    where: `record({ also }): ${name}`,
    rule: `must be a number, a text, the bytes of a PNG or a tensor, got ${show(value)}`,
  });

const PNG = [0x89, 0x50, 0x4e, 0x47];

function requirePng(name: string, bytes: Uint8Array): Uint8Array {
  if (PNG.every((byte, index) => bytes[index] === byte)) return bytes;
  throw new ArgumentError({
    where: `record({ also }): ${name}`,
    rule: "must be a PNG where it is bytes",
    fix: "Give texts and SVGs as strings",
  });
}

const BINS = 30;

/** Counts in equal parts between the lowest and the highest number; those that are not finite are counted apart. */
export function histogramOf(values: readonly number[]): Omit<StepHistogram, "step"> {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const counts = new Array<number>(BINS).fill(0);
  for (const value of finite) {
    const bin = high > low ? Math.floor((BINS * (value - low)) / (high - low)) : 0;
    counts[Math.min(bin, BINS - 1)]!++;
  }
  const range = finite.length > 0 ? { low, high } : { low: null, high: null };
  return { ...range, counts, notFinite: values.length - finite.length };
}
