/** @file The lock file: every package that any platform installs, each with its version and its sum. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  /** Of a workspace: no package of npm's. */
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Where Node finds a package for another one: in the folders of packages of the one and of those around it. */
function isLocked(name: string, from: string): boolean {
  const folders =
    from === ""
      ? []
      : [from, ...[...from.matchAll(/\/node_modules\//g)].map(({ index }) => from.slice(0, index))];
  return [...folders, ""].some((folder) => `${folder}${folder && "/"}node_modules/${name}` in packages);
}

const missing = (from: string, names: Locked["dependencies"] = {}): string[] =>
  Object.keys(names).flatMap((name) =>
    isLocked(name, from) ? [] : `${name} of ${from || "the repository"}`,
  );

describe("the lock file", () => {
  it("has what every package needs, on all platforms", () => {
    const all = Object.entries(packages).flatMap(
      ([from, { dependencies, devDependencies, optionalDependencies }]) => [
        ...missing(from, dependencies),
        ...missing(from, devDependencies),
        ...missing(from, optionalDependencies),
      ],
    );
    expect(all).toEqual([]);
  });

  it("has a version and a sum for each", () => {
    const delivered = Object.entries(packages).filter(
      ([path, { link }]) => path.includes("node_modules/") && !link,
    );
    expect(delivered.length).toBeGreaterThan(250);
    expect(delivered.filter(([, { version, integrity }]) => !version || !integrity)).toEqual([]);
  });
});

it(".npmrc holds settings that every npm knows", () => {
  expect(readFileSync(".npmrc", "utf8")).toBe("ignore-scripts=true\n");
});
