/** @file Writes optimizers.md from the doc comments: `npm run docs:optimizers`. */

import { writeFileSync } from "node:fs";
import { optimizersPage } from "./optimizers-page.ts";

writeFileSync(new URL("optimizers.md", import.meta.url), optimizersPage());
