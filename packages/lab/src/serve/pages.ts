/** @file The built pages, read once: what is not among them cannot be asked for. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { ArgumentError } from "glissade";

export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** The files of a folder by their paths in addresses. */
export function readPages(folder: string): ReadonlyMap<string, PageFile> {
  if (!existsSync(join(folder, "index.html"))) {
    const fix = "Build them: npm run build";
    throw new ArgumentError({ where: "serve", rule: `the pages are not in ${folder}`, fix });
  }
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => extname(name) in types,
  );
  const files = names.map((name) => {
    const file = { type: types[extname(name)]!, bytes: readFileSync(join(folder, name)) };
    return [name === "index.html" ? "/" : `/${name.replaceAll("\\", "/")}`, file] as const;
  });
  return new Map(files);
}
