/** @file A tracking server for tests, on a real socket. */

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { posix } from "node:path";
import { onTestFinished } from "vitest";

interface Pair {
  readonly key: string;
  readonly value: string;
}
interface Metric {
  readonly key: string;
  readonly value: number | string;
  readonly timestamp: number;
  readonly step: number;
}
interface ServerRun {
  readonly experiment_id: string;
  status: string;
  isDeleted: boolean;
  readonly tags: readonly Pair[];
  readonly params: Map<string, string>;
  /** Appended, so that what is sent twice is there twice. */
  readonly metrics: Metric[];
}

class Refused extends Error {
  readonly reason: string;
  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}
const requireThat = (holds: boolean, message: string, reason = "INVALID_PARAMETER_VALUE") => {
  if (!holds) throw new Refused(reason, message);
};

const isName = (name: string) =>
  /^[/\w.\- ]+$/.test(name) && posix.normalize(name) === name && !/^\.$|^\.\.|^\/|\/$/.test(name);

/** What the bodies of requests hold, each some of it. */
interface Body {
  readonly name: string;
  readonly experiment_id: string;
  readonly experiment_ids: readonly string[];
  readonly experiment_name: string;
  readonly filter: string;
  readonly max_results: number;
  readonly run_id: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly status: string;
  readonly tags: readonly Pair[];
  readonly params?: readonly Pair[];
  readonly metrics?: readonly Metric[];
}

/**
 * Stands for an MLflow tracking server, of which Debian has no package: the part of its REST interface that the export uses,
 * on a real socket, with the limits that its documentation gives for log-batch (1000 metrics, 100 parameters, 1000 in all,
 * 1 MB), for names (letters, digits, `_-./ `, at most 250) and values (6000 of parameters, 5000 of tags), parameters that
 * do not change, and metrics that are appended.
 */
class TrackingServer {
  readonly runs = new Map<string, ServerRun>();
  readonly experiments = new Map<string, string>();
  /** What happens at the next requests of an endpoint: before or after the server has done what was asked. */
  readonly faults: { endpoint: string; when: "before" | "after"; status?: number; retryAfter?: string }[] =
    [];
  readonly requests: string[] = [];
  readonly headers: IncomingMessage["headers"][] = [];

  #run(id: unknown): ServerRun {
    const run = this.runs.get(String(id));
    requireThat(run !== undefined && !run.isDeleted, `Run '${id}' not found`, "RESOURCE_DOES_NOT_EXIST");
    return run!;
  }

  readonly endpoints: Readonly<Record<string, (body: Body, size: number) => object>> = {
    "experiments/create": ({ name }) => {
      requireThat(
        !this.experiments.has(name),
        `Experiment '${name}' already exists.`,
        "RESOURCE_ALREADY_EXISTS",
      );
      this.experiments.set(name, String(this.experiments.size + 1));
      return { experiment_id: this.experiments.get(name) };
    },
    "experiments/get-by-name": ({ experiment_name }) => ({
      experiment: { experiment_id: this.experiments.get(experiment_name) },
    }),
    "runs/search": ({ experiment_ids, filter, max_results }) => {
      const [, key, value] = /^tags\."([^"]+)" = '([^']*)'$/.exec(filter)!;
      requireThat(Number.isInteger(max_results), "max_results");
      const found = [...this.runs].filter(
        ([, run]) =>
          !run.isDeleted &&
          experiment_ids.includes(run.experiment_id) &&
          run.tags.some((tag) => tag.key === key && tag.value === value),
      );
      // As in protocol buffers, a list without items is left out.
      return found.length > 0
        ? { runs: found.map(([run_id, { status }]) => ({ info: { run_id, status } })) }
        : {};
    },
    "runs/create": ({ experiment_id, start_time, tags }) => {
      requireThat([...this.experiments.values()].includes(experiment_id), "experiment_id");
      requireThat(Number.isInteger(start_time), "start_time");
      requireThat(
        tags.every(({ key, value }: Pair) => key.length <= 250 && value.length <= 5000),
        "tags",
      );
      const run_id = `r${this.runs.size + 1}`;
      this.runs.set(run_id, {
        experiment_id,
        status: "RUNNING",
        isDeleted: false,
        tags,
        params: new Map(),
        metrics: [],
      });
      return { run: { info: { run_id, status: "RUNNING" } } };
    },
    "runs/log-batch": ({ run_id, params = [], metrics = [] }, size) => {
      requireThat(size <= 1e6, `Batched logging API requests must be at most 1000000 bytes, got ${size}`);
      requireThat(
        metrics.length <= 1000 && params.length <= 100 && metrics.length + params.length <= 1000,
        "too many",
      );
      const run = this.#run(run_id);
      for (const { key, value } of params) {
        requireThat(key.length <= 250 && isName(key) && value.length <= 6000, `Invalid parameter '${key}'`);
        requireThat(
          (run.params.get(key) ?? value) === value,
          `Changing param values is not allowed: '${key}'`,
        );
        run.params.set(key, value);
      }
      for (const metric of metrics) {
        requireThat(metric.key.length <= 250 && isName(metric.key), `Invalid metric '${metric.key}'`);
        requireThat(
          Number.isSafeInteger(metric.timestamp) && Number.isSafeInteger(metric.step),
          "timestamp, step",
        );
        const isNumber =
          typeof metric.value === "number" || ["NaN", "Infinity", "-Infinity"].includes(metric.value);
        requireThat(isNumber, `Invalid value of '${metric.key}'`);
        run.metrics.push(metric);
      }
      return {};
    },
    "runs/update": ({ run_id, status, end_time }) => {
      requireThat(Number.isInteger(end_time), "end_time");
      this.#run(run_id).status = status;
      return {};
    },
    "runs/delete": ({ run_id }) => {
      this.#run(run_id).isDeleted = true;
      return {};
    },
  };

  get alive(): ServerRun[] {
    return [...this.runs.values()].filter(({ isDeleted }) => !isDeleted);
  }
}

export async function startTrackingServer(): Promise<{
  readonly server: TrackingServer;
  readonly url: string;
  readonly http: Server;
}> {
  const server = new TrackingServer();
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const { pathname, searchParams } = new URL(request.url!, "http://x");
    const endpoint = pathname.replace("/api/2.0/mlflow/", "");
    server.requests.push(endpoint);
    server.headers.push(request.headers);
    const at = server.faults.findIndex((fault) => fault.endpoint === endpoint);
    const [fault] = at < 0 ? [] : server.faults.splice(at, 1);
    const fail = () => {
      if (fault?.status === undefined) return request.socket.destroy();
      if (fault.retryAfter) response.setHeader("Retry-After", fault.retryAfter);
      response.writeHead(fault.status).end("<html>busy</html>");
    };
    if (fault?.when === "before") return fail();
    const answer = (status: number, body: object) =>
      fault
        ? fail()
        : response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    try {
      const act = server.endpoints[endpoint];
      requireThat(act !== undefined, `No API found for '${pathname}'`, "ENDPOINT_NOT_FOUND");
      const body = request.method === "GET" ? Object.fromEntries(searchParams) : JSON.parse(text);
      answer(200, act!(body, Buffer.byteLength(text)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answer(error.reason === "ENDPOINT_NOT_FOUND" ? 404 : 400, {
        error_code: error.reason,
        message: error.message,
      });
    }
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { server, http, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}
