/** @file Sessions over ONNX Runtime's C interface, which reads arguments and writes results in JavaScript's memory. */

import { GlissadeError } from "../errors.ts";
import type { DataSource } from "../graph/source.ts";
import { failed } from "./faults.ts";
import { sessionEntries } from "./fusions.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { newResults, Result, reusedResults } from "./results.ts";
import type { Feed, Model, NamedType, Runtime } from "./runtime.ts";
import { common, fetchData, refuse } from "./session.ts";
import { createLoans, toLayout } from "./values.ts";

/** The runtime of the C interface. */
export function nativeRuntime(ort: OrtApi): Runtime {
  const unused = new FinalizationRegistry<Pointer>(ort.ReleaseSession);
  const turns = createTurns();
  return async (model, { threads }) => {
    const session = { pointer: createSession(ort, model, threads) };
    unused.register(session, session.pointer, session);
    const runNow = createRun(ort, model, session);
    return {
      async run(feeds) {
        if (turns.isDue()) await turns.take();
        if (feeds.some(isOnDevice)) await Promise.all(feeds.filter(isOnDevice).map(fetchData));
        return runNow(feeds);
      },
      async release() {
        unused.unregister(session);
        ort.ReleaseSession(session.pointer);
      },
    };
  };
}

function createSession(ort: OrtApi, model: Model, threads: number | undefined): Pointer {
  const { bytes } = model;
  const options = ort.create(ort.CreateSessionOptions);
  try {
    ort.check(ort.SetInterOpNumThreads(options, common.interOpNumThreads));
    ort.check(ort.SetSessionLogSeverityLevel(options, common.logSeverityLevel));
    for (const [key, value] of Object.entries(sessionEntries(model))) {
      ort.check(ort.AddSessionConfigEntry(options, key, value));
    }
    if (threads !== undefined) ort.check(ort.SetIntraOpNumThreads(options, threads));
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
function createRun(ort: OrtApi, model: Model, session: { readonly pointer: Pointer }): Run {
  const { donated, outputs: types } = model;
  const loans = createLoans(ort);
  const results = donated.length > 0 ? reusedResults(ort, loans, types) : newResults(loans, types);
  const [inputs, outputs] = [createList(ort, model.inputs), createList(ort, types)];
  const layouts = model.inputs.map(toLayout);
  const give = ({ source }: Feed, place: number): Pointer =>
    source instanceof Result ? source.value : loans.lend(source.data!, layouts[place]!);
  return (feeds) => {
    try {
      feeds.forEach((feed, place) => {
        inputs.values[place] = give(feed, place);
      });
      const sources = types.map((_, place) => {
        const { source, value } = results.create(place);
        outputs.values[place] = value;
        return source;
      });
      const [given, made] = [feeds.length, sources.length];
      ort.check(
        ort.Run(
          session.pointer,
          null,
          inputs.names,
          inputs.values,
          given,
          outputs.names,
          made,
          outputs.values,
        ),
      );
      for (const place of donated) results.donate(feeds[place]!.source);
      return sources;
    } catch (cause) {
      throw cause instanceof GlissadeError ? cause : failed(cause);
    } finally {
      loans.release();
    }
  };
}

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
