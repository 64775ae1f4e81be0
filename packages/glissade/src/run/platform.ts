/** @file The platform at hand: the build for pages puts browser.ts in the place of node.ts. */

export { defaultProvider, runtimes, runtimeVersion } from "./node.ts";
