/** @file Small graphs gain nothing from more threads, and the threads of a thousand sessions wait for each other. */

import { configure } from "glissade";

configure({ threads: 1 });
