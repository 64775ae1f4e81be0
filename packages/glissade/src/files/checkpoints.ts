/** @file The callback that writes checkpoints of a training. */

import { existsSync } from "node:fs";
import { basename } from "node:path";
import { ArgumentError, DataError } from "../errors.ts";
import { describe, isObject } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { requireCount } from "../options/ranges.ts";
import { type AnyTrainEvent, stream } from "../train/callbacks/stream.ts";
import { encodeState } from "../train/encode-state.ts";
import { memoryOf } from "../train/memory.ts";
import { writeCheckpoint } from "./checkpoint-files.ts";
import {
  checkpointPath,
  faultOf,
  listCheckpoints,
  prune,
  removeLeftovers,
  setAside,
} from "./checkpoint-list.ts";
import { currentEnvironment, versions } from "./environment.ts";
import type { WarnOptions } from "./load-checkpoint.ts";

export interface CheckpointsOptions extends WarnOptions {
  /** Where the checkpoints of this training are, each a folder such as `step-000000120`. */
  readonly directory: string;
  /** How often one is written; the end of training is one besides. */
  readonly every: { readonly steps: number } | { readonly epochs: number };
  /** How many are kept, the latest ones; 3 by default. */
  readonly keep?: number;
  /** What to note in the manifest, such as the seeds; JSON. */
  readonly notes?: { readonly [name: string]: unknown };
}

const readCheckpoints = optionsReader<CheckpointsOptions>({
  directory: kind.needed(kind.string),
  every: kind.needed(kind.object("{ steps } or { epochs }")),
  keep: kind.count,
  notes: kind.object(),
  warn: kind.callable(),
});

/**
 * Writes the state of a training to a directory now and then. Each checkpoint is written aside, made durable and then
 * named, and older ones go only after that, so that a process that is killed at any moment leaves the last whole one;
 * with `latestCheckpoint` and `loadCheckpoint` training goes on from there with the same bits.
 *
 * @example
 * const { train } = glyphs({ train: 200, test: 10 });
 * const events = fit(nn.sequential(nn.flatten(), nn.linear(10)), {
 *   data: batches(train, { size: 50 }), epochs: 2,
 *   loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.01 }),
 * });
 * await finish(checkpoints(events, { directory: "glyphs-run", every: { steps: 5 }, keep: 2 }));
 * await latestCheckpoint("glyphs-run"); // "glyphs-run/step-000000008"
 *
 * @throws ArgumentError for options out of range, and where the directory holds later steps than this training has
 * taken; DataError where it cannot be written.
 */
export function checkpoints<Event extends AnyTrainEvent>(
  events: AsyncIterable<Event>,
  options: CheckpointsOptions,
): AsyncGenerator<Event, void> {
  const { directory, every, keep = 3, notes, warn = console.warn } = readCheckpoints("checkpoints", options);
  const isDue = toRule(every);
  const save = async ({ step, state }: Event): Promise<void> => {
    const path = checkpointPath(directory, step);
    if (await isWhole(path, warn)) return;
    const { bytes, ...encoded } = await encodeState({ ...state, best: memoryOf(events).best?.() });
    await writeCheckpoint(path, bytes, { ...encoded, ...currentEnvironment(), versions: versions(), notes });
    await prune(directory, { keep, upTo: step });
  };
  /** The first event may be the end of an earlier epoch, the best one. */
  const takenBefore = ({ type, step }: Event): number =>
    memoryOf(events).past?.step ?? (type === "step" ? step - 1 : step);
  const run = async function* (): AsyncGenerator<Event, void> {
    let last: number | undefined;
    for await (const event of events) {
      if (last === undefined) await prepare(directory, takenBefore(event), warn);
      last ??= 0;
      if (isDue(event) || (event.type === "done" && event.step > last)) {
        await save(event).catch((cause) => refuse(directory, cause));
        last = event.step;
      }
      yield event;
    }
  };
  return stream({ where: "checkpoints", events, run });
}

/** When a checkpoint is written. */
function toRule(every: CheckpointsOptions["every"]): (event: AnyTrainEvent) => boolean {
  const entries = Object.entries(every);
  const [[unit, count] = []] = entries;
  if (entries.length !== 1 || (unit !== "steps" && unit !== "epochs")) {
    const rule = `must be { steps } or { epochs }, got ${isObject(every) ? describe(every) : every}`;
    throw new ArgumentError({ where: "checkpoints({ every })", rule });
  }
  requireCount(`checkpoints({ every: { ${unit} } })`, count!);
  return unit === "steps"
    ? ({ type, step }) => type === "step" && step % count! === 0
    : ({ type, epoch }) => type === "epoch" && epoch % count! === 0;
}

type Warn = (sentence: string) => void;

/** Clears away what killed processes left, and throws where this training would mix with a longer one. */
async function prepare(directory: string, taken: number, warn: Warn): Promise<void> {
  await removeLeftovers(directory);
  for (const later of await listCheckpoints(directory)) {
    if (later.step <= taken) return;
    if (await isWhole(later.path, warn)) throw isLater(directory, later.step, taken);
  }
}

/** Whether a checkpoint is there and whole; a damaged one gets another name. */
async function isWhole(path: string, warn: Warn): Promise<boolean> {
  if (!existsSync(path)) return false;
  const fault = await faultOf(path);
  if (!fault) return true;
  warn(`${path}: ${fault.rule}. It is renamed to ${basename(await setAside(path))}.`);
  return false;
}

const isLater = (directory: string, later: number, taken: number): ArgumentError =>
  new ArgumentError({
    where: "checkpoints({ directory })",
    rule: `${directory} must hold no later steps than those of this training, got step ${later} after ${taken}`,
    fix: "Go on from latestCheckpoint(), or give another directory",
  });

function refuse(directory: string, cause: unknown): never {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined) throw cause;
  throw new DataError({
    where: directory,
    rule: `a checkpoint cannot be written (${code}); those before it are whole`,
    fix: "Make room, or give another directory",
    cause,
  });
}
