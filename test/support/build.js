/** @file The build that tests of processes and pages run, made anew where sources have changed. */

export { buildIfStale as setup } from "../../build.js";
