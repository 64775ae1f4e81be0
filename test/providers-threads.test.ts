/** @file The operations in WebAssembly on two threads; a process keeps its number, so this file is its own. */

import { describe } from "vitest";
import { describeProvider } from "./support/provider-suite.ts";

describe("wasm, 2 threads", () => describeProvider({ provider: "wasm", threads: 2 }));
