/** @file The worker process of `glissade compare`. */

import { serve } from "../pool/serve.ts";
import { runTask } from "./run.ts";

serve(runTask);
