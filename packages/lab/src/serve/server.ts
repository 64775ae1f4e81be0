/** @file The server of the dashboard: pages, answers in JSON and events, behind its checks. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "glissade";
import { StoreError } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { type Answer, answer } from "./answers.ts";
import { Changes } from "./changes.ts";
import { type Access, COOKIE, inAddress, refuse, tokenIn } from "./guard.ts";
import { type PageFile, readPages } from "./pages.ts";
import { SHOWN } from "./wire.ts";

export interface ServeOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly token?: string;
  /** The folder of the built pages. */
  readonly pages?: string;
}

export interface Serving {
  /** What to open; with the token where there is one. */
  readonly address: string;
  close(): Promise<void>;
}

const headers = {
  "Content-Security-Policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/** An artifact is no page: no script in it runs, and nothing is loaded, though an SVG has its own styles. */
const artifactPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Serves a store until it is closed. */
export async function serve(store: Store, options: ServeOptions): Promise<Serving> {
  const { host, port, token, pages = fileURLToPath(new URL("./web/", import.meta.url)) } = options;
  const files = readPages(pages);
  const changes = new Changes(store);
  const access = { host, port, ...(token !== undefined && { token }) };
  const server = createServer((request, response) => {
    respond({ store, files, changes, access }, request, response).catch((error: unknown) =>
      fail(response, error),
    );
  });
  server.listen(port, host);
  await once(server, "listening").catch((error: Error) => {
    const fix = "Choose another: --port 0 takes any that is free";
    throw new ArgumentError({
      where: "--port",
      rule: `cannot listen at ${host}:${port}: ${error.message}`,
      fix,
    });
  });
  const bound = server.address();
  if (bound !== null && typeof bound === "object") access.port = bound.port;
  return {
    address: `http://${inAddress(host)}:${access.port}/${token === undefined ? "" : `?token=${encodeURIComponent(token)}`}`,
    async close() {
      changes.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

interface Served {
  readonly store: Store;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly changes: Changes;
  readonly access: Access;
}

async function respond(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const refusal = refuse(request, served.access);
  if (refusal) return sendText(response, refusal.status, refusal.reason);
  const [path = "/", query = ""] = (request.url ?? "/").split("?");
  const token = tokenIn(request.url ?? "");
  if (path === "/" && served.access.token !== undefined && token !== undefined) {
    const cookie = `${COOKIE}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/`;
    return void response.writeHead(303, { Location: "/", "Set-Cookie": cookie }).end();
  }
  if (path === "/api/events") return served.changes.listen(response);
  const file = served.files.get(path);
  if (file) return void response.setHeader("Content-Type", file.type).end(file.bytes);
  const found = await answer(served.store, path, new URLSearchParams(query));
  if (found) send(response, found);
  else sendText(response, 404, "There is nothing at this address");
}

function send(response: ServerResponse, found: Answer): void {
  if ("json" in found) {
    response.setHeader("Content-Type", "application/json");
    return void response.end(JSON.stringify(found.json));
  }
  const isShown = Object.values(SHOWN).some((types) => types.test(found.type));
  response.setHeader("Content-Type", isShown ? found.type : "application/octet-stream");
  response.setHeader("Content-Security-Policy", artifactPolicy);
  if (!isShown) response.setHeader("Content-Disposition", "attachment");
  response.end(found.bytes);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function fail(response: ServerResponse, error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (response.headersSent) response.end();
  else if (error instanceof StoreError) sendText(response, 503, error.message);
  else sendText(response, 500, "The store could not be read; the terminal says why");
}
