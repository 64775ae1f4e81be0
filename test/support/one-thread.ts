/**
 * @file The setting of one thread for all tests: small graphs gain nothing from more, and a thousand sessions would wait
 * for each other.
 */

import { configure } from "glissade";

configure({ threads: 1 });
