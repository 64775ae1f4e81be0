/** @file An MLflow server: its answers, its failures, and what may be asked again. */

import { setTimeout as wait } from "node:timers/promises";
import { ArgumentError, GlissadeError } from "glissade";
import { requireOptions } from "../checks.ts";

export interface MlflowOptions {
  /** The server, such as `http://127.0.0.1:5000`. */
  readonly url: string;
  /** Sends requests; the one of the platform by default. */
  readonly fetch?: typeof fetch;
  /** Sent with every request, such as `{ Authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How often a run is tried, and a request that the server did not take; 5 by default. */
  readonly tries?: number;
  /** Before the second try, doubled before each further one; 0.5 by default. */
  readonly waitSeconds?: number;
}

/** A server that does not answer, or refuses a request. */
export class MlflowError extends GlissadeError {
  override readonly code = "MLFLOW";
}

export interface Server {
  /** Sends a request, and repeats it only where the server said that it did not take it. */
  post(endpoint: string, body: object): Promise<unknown>;
  get(endpoint: string, query: Readonly<Record<string, string>>): Promise<unknown>;
  /** Does what may be done again until it works. */
  again<Result>(act: () => Promise<Result>): Promise<Result>;
}

/** Answers after which what was asked may be tried again; only after `NOT_TAKEN` is it sure that nothing was done. */
const NOT_TAKEN = 429;
const passing = (status: number): boolean => status >= 500 || status === NOT_TAKEN || status === 408;

/** An answer other than success. */
export class Refusal extends MlflowError {
  readonly status: number;
  /** MLflow's word for it. */
  readonly reason: string;
  readonly waitSeconds: number | undefined;

  constructor(where: string, { status, reason, message, wait }: Answer) {
    const rule = `answered ${status}${reason && ` ${reason}`}${message && `: ${message.replace(/\.+$/, "")}`}`;
    super({ where, rule, fix: passing(status) ? "Try again later: what was sent stays" : "" });
    this.status = status;
    this.reason = reason;
    this.waitSeconds = wait;
  }
}

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly wait: number | undefined;
}

/** No answer at all; whether the server took the request is not known. */
class Silence extends MlflowError {}

const LONGEST_WAIT_SECONDS = 30;
const TIMEOUT_SECONDS = 60;

/** A server behind its address. */
export function connect(options: MlflowOptions): Server {
  requireOptions("exportMlflow", options, {
    needed: ["url"],
    optional: ["fetch", "headers", "tries", "waitSeconds"],
  });
  const { url, tries = 5, waitSeconds = 0.5 } = options;
  requireUrl(url);
  const pause = (attempt: number, asked = 0) =>
    wait(1000 * Math.min(LONGEST_WAIT_SECONDS, Math.max(asked, waitSeconds * 2 ** attempt)));

  async function retry<Result>(
    act: () => Promise<Result>,
    mayRepeat: (error: unknown) => boolean,
  ): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await act();
      } catch (error) {
        if (!mayRepeat(error) || attempt + 1 >= tries) throw error;
        await pause(attempt, error instanceof Refusal ? error.waitSeconds : 0);
      }
    }
  }
  const ask = (endpoint: string, init: RequestInit) =>
    retry(
      () => send(endpoint, init, options),
      (error) => error instanceof Refusal && error.status === NOT_TAKEN,
    );
  return {
    post: (endpoint, body) => ask(endpoint, { method: "POST", body: JSON.stringify(body) }),
    get: (endpoint, query) => ask(`${endpoint}?${new URLSearchParams(query)}`, {}),
    again: (act) =>
      retry(act, (error) => error instanceof Silence || (error instanceof Refusal && passing(error.status))),
  };
}

async function send(endpoint: string, init: RequestInit, options: MlflowOptions): Promise<unknown> {
  const { url, fetch: request = fetch, headers } = options;
  const where = `${url.replace(/\/+$/, "")}/api/2.0/mlflow/${endpoint}`;
  const signal = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  try {
    const response = await request(where, {
      ...init,
      signal,
      headers: { "Content-Type": "application/json", ...headers },
    });
    const content = parse(await response.text());
    if (response.ok) return content;
    const [reason = "", message = ""] = ["error_code", "message"].map((name) =>
      fieldOf(content, name)?.toString(),
    );
    const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
    const wait = Number.isFinite(seconds) ? seconds : undefined;
    throw new Refusal(where, { status: response.status, reason, message, wait });
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const reason =
      cause instanceof Error
        ? cause.cause instanceof Error
          ? cause.cause.message
          : cause.message
        : String(cause);
    throw new Silence({
      where,
      rule: `gave no answer (${reason})`,
      fix: "Check that the server runs: what was sent stays",
      cause,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requireUrl(url: unknown): asserts url is string {
  if (typeof url === "string" && /^https?:\/\//.test(url) && URL.canParse(url)) return;
  throw new ArgumentError({
    where: "exportMlflow({ url })",
    rule: `must be the address of a server, got ${JSON.stringify(url)}`,
    fix: 'Write it like "http://127.0.0.1:5000"',
  });
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;

/** A text within an answer. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce(fieldOf, value);
  if (typeof found === "string") return found;
  throw new MlflowError({
    where: "exportMlflow",
    rule: `an answer must have ${path.join(".")}, got ${JSON.stringify(value)?.slice(0, 100)}`,
    fix: "Check that the address is one of an MLflow server",
  });
}

/** A list in an answer; protocol buffers leave out one without items. */
export function listAt(value: unknown, name: string): readonly unknown[] {
  const found = fieldOf(value, name);
  return Array.isArray(found) ? found : [];
}
