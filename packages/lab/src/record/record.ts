/** @file Any training, kept in a store: a consumer of its events that passes them on. */

import { randomInt } from "node:crypto";
import { ArgumentError, type TrainEvent, type Tree } from "glissade";
import { requireOptions } from "../checks.ts";
import { betterByName } from "../formats/curve-names.ts";
import { armWithValues } from "../rows/configuration.ts";
import { describeOutside } from "../rows/description.ts";
import { TRAINING_LOSS, validationKey } from "../rows/keys.ts";
import { toColumns } from "../store/annotation.ts";
import { requireLabel } from "../store/names.ts";
import { DEFAULT_STORE, openStore } from "../store/open.ts";
import type { Claim, ClaimBy, Json, Store } from "../store/store.ts";
import { environmentOf } from "../work/environment.ts";
import { workerName } from "../work/name.ts";
import { type Attachment, attach } from "./attach.ts";
import { pointsOf, scoresOf } from "./points.ts";
import { createSystem } from "./system.ts";

export interface RecordOptions<Event> {
  /** Where it is kept; `.glissade/store.db` by default. */
  readonly store?: string;
  /** Heading in lists; trainings of the same name and `metric` are runs of one study. */
  readonly name: string;
  /** What makes this training another than those of the same name, such as a learning rate; shown as its arm. */
  readonly config?: Readonly<Record<string, Json>>;
  /** Of this training, at random by default: runs of two configs with the same seed are a pair. */
  readonly seed?: number;
  /** Words to find the run by: `glissade show NAME --tag WORD`. */
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** The metric of the validation that runs are compared by; `loss` by default. */
  readonly metric?: string;
  /** What to keep besides, asked at the end of every epoch: numbers, texts, pictures, tensors, by name. */
  readonly also?: (
    event: Extract<Event, { readonly type: "epoch" }>,
  ) => Readonly<Record<string, Attachment>> | Promise<Readonly<Record<string, Attachment>>>;
}

/**
 * The events of a training as they come, while its numbers are written to a store: the loss of every step, validations,
 * learning rates, diagnoses, memory and processor. Writing waits for no step. `glissade show NAME` and
 * `glissade report NAME` read them.
 *
 * @example
 * const { train, test } = glyphs({ train: 100, test: 50 });
 * const events = fit(nn.sequential(nn.flatten(), nn.linear(10)), {
 *   data: batches(train, { size: 50 }), validation: test, epochs: 2,
 *   loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.01 }),
 * });
 * const { history } = await finish(record(events, { store: "runs.db", name: "one layer", config: { learningRate: 0.01 } }));
 * history.length; // 2
 *
 * @throws ArgumentError for unknown options; StoreError where the store cannot be opened
 */
export function record<Event extends TrainEvent<Tree, Tree, Tree>>(
  events: AsyncIterable<Event>,
  options: RecordOptions<Event>,
): AsyncGenerator<Event, void> {
  requireOptions("record", options, {
    needed: ["name"],
    optional: ["store", "config", "seed", "tags", "notes", "metric", "also"],
  });
  const { name, tags, notes } = options;
  requireLabel("record({ name })", name);
  toColumns("record", { ...(tags && { tags }), ...(notes !== undefined && { notes }) });
  if (typeof Object(events)[Symbol.asyncIterator] !== "function") throw noEvents();
  return recording(events, options);
}

const noEvents = () =>
  new ArgumentError({ where: "record(events)", rule: "needs a stream of events such as fit() gives" });

async function* recording<Event extends TrainEvent<Tree, Tree, Tree>>(
  events: AsyncIterable<Event>,
  options: RecordOptions<Event>,
): AsyncGenerator<Event, void> {
  const store = await openStore(options.store ?? DEFAULT_STORE);
  try {
    yield* follow(await begin(store, options), events, options);
  } finally {
    await store.close();
  }
}

/** A run of its own in the study of this name and configuration. */
async function begin<Event>(store: Store, options: RecordOptions<Event>): Promise<Claim> {
  const { name, config = {}, seed = randomInt(2 ** 32), tags, notes, metric = "loss" } = options;
  const study = await store.addStudy(
    describeOutside(name, metric, {
      ...{ problem: name, about: "recorded by a program", origin: "recorded", scored: "validation" },
      ...{ classes: [], batchSize: null, steps: 0, hasValidation: true },
      better: { loss: "lower", [metric]: betterByName(metric) },
    }),
  );
  const by = { worker: workerName(process.pid), environment: environmentOf() };
  await failDead(store, study.id, by);
  const arm = armWithValues({ arm: "", values: config }) || "recorded";
  const run = { configuration: { arm, values: config }, seed, stage: "final" };
  const claim = await store.startRun(study.id, run, by);
  if (!claim) throw isKept(arm, seed);
  await store.annotateRun(claim.run.id, { ...(tags && { tags }), ...(notes !== undefined && { notes }) });
  return claim;
}

/** Fails the runs that wait: their programs have died, and no other process can continue them. */
async function failDead(store: Store, study: number, by: ClaimBy): Promise<void> {
  for (;;) {
    const dead = await store.claim({ ...by, studies: [study] });
    if (!dead) return;
    const { step, seconds } = dead.run;
    await dead.finish({ state: "failed", step, seconds, error: "its program ended without a word" });
  }
}

const isKept = (arm: string, seed: number) =>
  new ArgumentError({
    where: "record({ seed })",
    rule: `must be another for each training of a config, got ${seed} again for ${arm}`,
    fix: "Leave it out for one at random",
  });

const HEARTBEAT_MILLISECONDS = 5000;

async function* follow<Event extends TrainEvent<Tree, Tree, Tree>>(
  claim: Claim,
  events: AsyncIterable<Event>,
  { also }: RecordOptions<Event>,
): AsyncGenerator<Event, void> {
  const start = performance.now();
  const secondsNow = () => (performance.now() - start) / 1000;
  const system = createSystem();
  let at = { step: 0, loss: Number.NaN, scores: {} as Readonly<Record<string, number>> };
  let ended = false;
  const beat = setInterval(() => {
    const { step } = at;
    claim.log(system.read().map(([key, value]) => ({ key, step, value, seconds: secondsNow() })));
    void claim.heartbeat(step).catch(() => undefined);
  }, HEARTBEAT_MILLISECONDS);
  const end = async (state: "done" | "diverged" | "failed", error?: string) => {
    ended = true;
    const scores = Object.entries(at.scores).map(([name, value]) => [validationKey(name), value] as const);
    const metrics = { [TRAINING_LOSS]: at.loss, ...Object.fromEntries(scores) };
    await claim.finish({
      state,
      step: at.step,
      seconds: secondsNow(),
      metrics,
      ...(error !== undefined && { error }),
    });
  };
  try {
    for await (const event of events) {
      const loss = event.type === "done" ? at.loss : event.loss;
      at = { step: event.step, loss, scores: { ...at.scores, ...scoresOf(event) } };
      claim.log(pointsOf(event, secondsNow()));
      if (also && event.type === "epoch")
        await attach(claim, await also(event as Extract<Event, { readonly type: "epoch" }>), {
          step: event.step,
          seconds: secondsNow(),
        });
      if (event.type === "done" || event.type === "diverged") await end(event.type);
      yield event;
    }
    if (!ended) await end("failed", "its events ended without an end");
  } catch (error) {
    if (!ended) await end("failed", error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    clearInterval(beat);
    if (!ended) await end("failed", `its program left it at step ${at.step}`);
  }
}
