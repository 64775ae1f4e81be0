/** @file Sessions over ONNX Runtime's C interface, which reads arguments and writes results in JavaScript's memory. */

import { GlissadeError } from "../../errors.ts";
import type { DataSource } from "../../graph/source.ts";
import type { Feed } from "../backend.ts";
import { failed } from "../faults.ts";
import { sessionEntries } from "../fusions.ts";
import type { Model, NamedType } from "../model.ts";
import type { Runtime } from "../onnx-backend.ts";
import { common, fetchData, isOnDevice, refuse } from "../session.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { elementsOf } from "./own-result.ts";
import { newResults, Result, reusedResults } from "./results.ts";
import { createLoans, toLayout } from "./values.ts";

/** The runtime of the C interface. */
export function nativeRuntime(ort: OrtApi): Runtime {
  const unused = new FinalizationRegistry<Pointer>(ort.ReleaseSession);
  return async (model, { threads }) => {
    const session = openSession(ort, model, { threads });
    unused.register(session, session.pointer, session);
    const runNow = createRun(ort, model, session);
    return {
      run: (feeds) => inTurn(feeds, runNow),
      async release() {
        unused.unregister(session);
        ort.ReleaseSession(session.pointer);
      },
    };
  };
}

/** A session and the lists of values that it reads and writes. */
export interface NativeSession {
  readonly pointer: Pointer;
  readonly inputs: BigUint64Array;
  readonly outputs: BigUint64Array;
  /** What the library reads by its address. */
  readonly lists: readonly PointerList[];
  /** Runs with the values of the lists. */
  run(): void;
}

/** Opens a session; `prepare` adds to its options. */
export function openSession(
  ort: OrtApi,
  model: Model,
  options: { readonly threads?: number; readonly prepare?: (options: Pointer) => void },
): NativeSession {
  const pointer = createSession(ort, model, options);
  const [inputs, outputs] = [createList(ort, model.inputs), createList(ort, model.outputs)];
  const [given, made] = [model.inputs.length, model.outputs.length];
  const [names, values, resultNames, results] = [
    inputs.names,
    inputs.values,
    outputs.names,
    outputs.values,
  ].map((list) => Number(ort.address(list))) as [number, number, number, number];
  const run = () => ort.check(ort.Run(pointer, 0, names, values, given, resultNames, made, results));
  return { pointer, inputs: inputs.values, outputs: outputs.values, lists: [inputs, outputs], run };
}

function createSession(
  ort: OrtApi,
  model: Model,
  { threads, prepare }: Parameters<typeof openSession>[2],
): Pointer {
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

type Run = (feeds: readonly Feed[]) => DataSource[];

/** Runs when it is its turn, with what devices hold in JavaScript's memory. */
export async function inTurn(feeds: readonly Feed[], run: Run): Promise<DataSource[]> {
  if (turns.isDue()) await turns.take();
  const distant = feeds.filter(isOnDevice);
  if (distant.length > 0) await Promise.all(distant.map(fetchData));
  return run(feeds);
}

/** One run from start to end without a pause, so that one list of pointers serves all of them. */
function createRun(ort: OrtApi, model: Model, session: NativeSession): Run {
  const { donated, outputs: types } = model;
  const loans = createLoans(ort);
  const results = donated.length > 0 ? reusedResults(ort, loans, types) : newResults(loans, types);
  const layouts = model.inputs.map(toLayout);
  const give = ({ source }: Feed, place: number): Pointer =>
    source instanceof Result ? source.value : loans.lend(elementsOf(source), layouts[place]!);
  return (feeds) => {
    try {
      feeds.forEach((feed, place) => {
        session.inputs[place] = give(feed, place);
      });
      const sources = types.map((_, place) => {
        const { source, value } = results.create(place);
        session.outputs[place] = value;
        return source;
      });
      session.run();
      for (const place of donated) results.donate(feeds[place]!.source);
      return sources;
    } catch (cause) {
      throw wrapped(cause);
    } finally {
      loans.release();
    }
  };
}

/** The error of a run, as the caller knows it. */
export const wrapped = (cause: unknown): GlissadeError =>
  cause instanceof GlissadeError ? cause : failed(cause);

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
