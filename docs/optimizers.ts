/** @file Writes optimizers.md from the doc comments: `npm run docs:optimizers`. */

import { optimizersPage } from "./optimizers-page.ts";
import { writePage } from "./write-page.ts";

writePage("optimizers.md", optimizersPage());
