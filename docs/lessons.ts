/** @file Writes examples/README.md and methods.md from the lessons: `npm run docs:lessons`. */

import { lessonsPage, methodsPage } from "./lessons-pages.ts";
import { writePage } from "./write-page.ts";

writePage("../examples/README.md", lessonsPage());
writePage("methods.md", methodsPage());
