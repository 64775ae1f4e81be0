/** @file Sessions over ONNX Runtime's C interface, which reads arguments and writes results in JavaScript's memory. */

import { GlissadeError } from "../errors.ts";
import type { DataSource } from "../graph/source.ts";
import type { Feed, Session } from "./backend.ts";
import { failed } from "./faults.ts";
import { sessionEntries } from "./fusions.ts";
import type { Model, NamedType } from "./model.ts";
import type { Runtime } from "./onnx-backend.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { newResults, Result, type Results, reusedResults, reuseOf } from "./results.ts";
import { common, fetchData, refuse } from "./session.ts";
import { createLoans, type Loans, toLayout } from "./values.ts";

/** Where a session has its values, and what else it is opened with. */
export interface Native {
  readonly threads?: number;
  /** Adds to the options of the session. */
  prepare?(options: Pointer): void;
  /** An argument as a value; `loans` are given back after the run. */
  give(feed: Feed, place: number, loans: Loans): Pointer;
  results(loans: Loans): Results;
  /** What failed in a run outside of ONNX Runtime. */
  fault?(): GlissadeError | undefined;
  release?(): void;
}

/** The runtime of the C interface. */
export function nativeRuntime(ort: OrtApi): Runtime {
  const reuse = reuseOf(ort);
  return async (model, { threads }) => {
    const { donated, outputs: types } = model;
    const layouts = model.inputs.map(toLayout);
    return openNative(ort, model, {
      threads,
      give: ({ source }, place, loans) =>
        source instanceof Result ? source.value : loans.lend(source.data!, layouts[place]!),
      results: (loans) =>
        donated.length > 0 ? reusedResults(ort, loans, { types, reuse }) : newResults(loans, types),
    });
  };
}

const unused = new FinalizationRegistry<() => void>((release) => release());

/** Opens a session over JavaScript's memory, or memory that it knows. */
export function openNative(ort: OrtApi, model: Model, native: Native): Session {
  const session = { pointer: createSession(ort, model, native) };
  const { release: releaseMemory } = native;
  const { pointer } = session;
  const release = () => {
    ort.ReleaseSession(pointer);
    releaseMemory?.();
  };
  unused.register(session, release, session);
  const runNow = createRun(ort, model, { session, native });
  return {
    async run(feeds) {
      if (turns.isDue()) await turns.take();
      if (feeds.some(isOnDevice)) await Promise.all(feeds.filter(isOnDevice).map(fetchData));
      return runNow(feeds);
    },
    async release() {
      unused.unregister(session);
      release();
    },
  };
}

function createSession(ort: OrtApi, model: Model, { threads, prepare }: Native): Pointer {
  const { bytes } = model;
  const options = ort.create(ort.CreateSessionOptions);
  try {
    ort.check(ort.SetInterOpNumThreads(options, common.interOpNumThreads));
    ort.check(ort.SetSessionLogSeverityLevel(options, common.logSeverityLevel));
    for (const [key, value] of Object.entries(sessionEntries(model))) {
      ort.check(ort.AddSessionConfigEntry(options, key, value));
    }
    if (threads !== undefined) ort.check(ort.SetIntraOpNumThreads(options, threads));
    prepare?.(options);
    return ort.create((place) =>
      ort.CreateSessionFromArray(ort.env, bytes, bytes.byteLength, options, place),
    );
  } catch (cause) {
    return refuse(cause);
  } finally {
    ort.ReleaseSessionOptions(options);
  }
}

const isOnDevice = ({ source }: Feed): boolean => !(source instanceof Result) && source.data === undefined;

type Run = (feeds: readonly Feed[]) => DataSource[];

/** One run from start to end without a pause, so that one list of pointers serves all of them. */
function createRun(
  ort: OrtApi,
  model: Model,
  { session, native }: { readonly session: { readonly pointer: Pointer }; readonly native: Native },
): Run {
  const { donated, outputs: types } = model;
  const loans = createLoans(ort);
  const results = native.results(loans);
  const [inputs, outputs] = [createList(ort, model.inputs), createList(ort, types)];
  return (feeds) => {
    try {
      feeds.forEach((feed, place) => {
        inputs.values[place] = native.give(feed, place, loans);
      });
      const made = types.map((_, place) => {
        const destination = results.create(place);
        outputs.values[place] = destination.value;
        return destination;
      });
      ort.check(
        ort.Run(
          session.pointer,
          null,
          inputs.names,
          inputs.values,
          feeds.length,
          outputs.names,
          made.length,
          outputs.values,
        ),
      );
      for (const place of donated) results.donate(feeds[place]!.source);
      return made.map((destination) => destination.take());
    } catch (cause) {
      throw wrapped(native.fault?.() ?? cause);
    } finally {
      loans.release();
    }
  };
}

const wrapped = (cause: unknown): GlissadeError => (cause instanceof GlissadeError ? cause : failed(cause));

interface PointerList {
  readonly names: BigUint64Array;
  readonly values: BigUint64Array;
  /** The names' characters, which their pointers do not keep. */
  readonly texts: readonly Uint8Array[];
}

function createList(ort: OrtApi, types: readonly NamedType[]): PointerList {
  const texts = types.map(({ name }) => new TextEncoder().encode(`${name}\0`));
  return {
    names: BigUint64Array.from(texts, (text) => ort.address(text)),
    values: new BigUint64Array(types.length),
    texts,
  };
}

const TURN_MILLISECONDS = 10;

/** Runs wait for nothing, so now and then they let timers, messages and the release of memory have a turn. */
const turns = createTurns();

function createTurns() {
  let last = performance.now();
  const take = (resolve: () => void) => {
    setImmediate(() => {
      last = performance.now();
      resolve();
    });
  };
  return {
    isDue: () => performance.now() - last > TURN_MILLISECONDS,
    take: () => new Promise<void>(take),
  };
}
