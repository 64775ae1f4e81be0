/** @file A program that prints what publint and Are The Types Wrong find in a package: its folder, its tarball. */

import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";

const [folder, tarball] = process.argv.slice(2);
const delivered = createPackageFromTarballData(readFileSync(tarball));
const { messages } = await publint({ pkgDir: folder, strict: true });
const { types, problems } = await checkPackage(delivered);

// Packages of modules alone are not for CommonJS, and not for resolution before there were "exports".
const isMeant = ({ resolutionKind }) => resolutionKind === "node10" || resolutionKind === "node16-cjs";

const inside = `/node_modules/${delivered.packageName}/`;
console.log(
  JSON.stringify({
    files: delivered.listFiles().map((path) => path.replace(inside, "")),
    hasTypes: types !== false,
    problems: [...messages, ...(problems ?? []).filter((problem) => !isMeant(problem))],
  }),
);
