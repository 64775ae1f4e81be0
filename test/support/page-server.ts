/** @file A server that gives the built package to a page, as any static host does. */

import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

const types: { readonly [extension: string]: string } = { ".wasm": "application/wasm", ".html": "text/html" };

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const imports = {
  glissade: "/packages/glissade/dist/browser/index.js",
  "glissade/data": "/packages/glissade/dist/browser/data.js",
  "@glissade/lab/charts": "/packages/lab/dist/browser/charts.js",
  "@glissade/lab/stats": "/packages/lab/dist/browser/stats.js",
  "@bufbuild/protobuf": "/node_modules/@bufbuild/protobuf/dist/esm/index.js",
  "@bufbuild/protobuf/codegenv2": "/node_modules/@bufbuild/protobuf/dist/esm/codegenv2/index.js",
  "onnxruntime-web/wasm": "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
  "onnxruntime-web/webgpu": "/node_modules/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs",
};

const page = `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>`;

/** The page without a bundler that the guide shows. */
function shownPage(): string {
  const guide = readFileSync(join(root, "docs/guide/in-a-page.md"), "utf8");
  return /^```html\n(.*?)^```/ms.exec(guide)![1]!;
}

const pages: { readonly [path: string]: () => string } = {
  "/page.html": () => page,
  "/guide.html": shownPage,
};

function read(path: string): string | Buffer {
  const shown = pages[path];
  if (shown) return shown();
  const content = readFileSync(join(root, path));
  if (!path.endsWith(".ts")) return content;
  const { outputText } = ts.transpileModule(String(content), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  return outputText;
}

/** A server of the project's files; `isolated` pages may use threads. */
function serve(isolated: boolean): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const known = pathname in pages || existsSync(join(root, pathname));
    response.writeHead(known ? 200 : 404, {
      "Content-Type": types[extname(pathname)] ?? "text/javascript",
      ...(isolated ? isolation : {}),
    });
    response.end(known ? read(pathname) : "");
  });
  return new Promise((resolve) => server.listen(0, "localhost", () => resolve(server)));
}

/** A new page with its own server. */
export async function openPage(browser: Browser, { isolated = false, path = "/page.html" } = {}) {
  const server = await serve(isolated);
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const page = await browser.newPage();
  const strangers: string[] = [];
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin))
      strangers.push(request.url());
  });
  await page.goto(`${origin}${path}`);
  return {
    /** Requests that did not go to the server. */
    strangers,
    /** Calls a function of page.ts. */
    call: <Result>(call: string): Promise<Result> =>
      page.evaluate<Result>(`import("/test/support/page.ts").then((page) => page.${call})`),
    /** The words of the pictures in it, once there are some. */
    drawn: async () => {
      await page.waitForSelector("svg text", { timeout: 20_000 });
      return page.locator("svg text").allTextContents();
    },
    workers: () => page.workers().length,
    close: async () => {
      await page.close();
      server.close();
    },
  };
}
