/** @file Writes examples/README.md and methods.md from the lessons: `npm run docs:lessons`. */

import { writeFileSync } from "node:fs";
import { lessonsPage, methodsPage } from "./lessons-pages.ts";

writeFileSync(new URL("../examples/README.md", import.meta.url), lessonsPage());
writeFileSync(new URL("methods.md", import.meta.url), methodsPage());
