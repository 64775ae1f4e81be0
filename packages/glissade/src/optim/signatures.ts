/** @file Every optimizer that can be written by name. */

import { acpropSignature } from "./acprop.ts";
import { adabeliefSignature } from "./adabelief.ts";
import { adadeltaSignature } from "./adadelta.ts";
import { adafactorSignature } from "./adafactor.ts";
import { adagradSignature } from "./adagrad.ts";
import { adamSignature } from "./adam.ts";
import { adamaxSignature } from "./adamax.ts";
import { adamwSignature } from "./adamw.ts";
import { adanSignature } from "./adan.ts";
import { ademamixSignature } from "./ademamix.ts";
import { adoptSignature } from "./adopt.ts";
import { amsgradSignature } from "./amsgrad.ts";
import { asgdSignature } from "./asgd.ts";
import { dogSignature } from "./dog.ts";
import { fromageSignature } from "./fromage.ts";
import { lambSignature } from "./lamb.ts";
import { larsSignature } from "./lars.ts";
import { lionSignature } from "./lion.ts";
import { madgradSignature } from "./madgrad.ts";
import { muonSignature } from "./muon.ts";
import { nadamSignature } from "./nadam.ts";
import { noisySgdSignature } from "./noisy.ts";
import { novogradSignature } from "./novograd.ts";
import { optimisticAdamSignature, optimisticGradientDescentSignature } from "./optimistic.ts";
import { polyakSignature } from "./polyak.ts";
import { prodigySignature } from "./prodigy.ts";
import { radamSignature } from "./radam.ts";
import { rmspropSignature } from "./rmsprop.ts";
import { rpropSignature } from "./rprop.ts";
import { scheduleFreeAdamwSignature } from "./schedule-free-adamw.ts";
import { scheduleFreeSgdSignature } from "./schedule-free-sgd.ts";
import { sgdSignature } from "./sgd.ts";
import { shampooSignature } from "./shampoo.ts";
import { signSgdSignature } from "./sign.ts";
import type { Signature } from "./signature.ts";
import { sm3Signature } from "./sm3.ts";
import { soapSignature } from "./soap.ts";
import { sophiaSignature } from "./sophia.ts";
import { yogiSignature } from "./yogi.ts";

export const signatures: readonly Signature[] = [
  sgdSignature,
  signSgdSignature,
  noisySgdSignature,
  adagradSignature,
  adadeltaSignature,
  rmspropSignature,
  adamSignature,
  adamwSignature,
  amsgradSignature,
  nadamSignature,
  adamaxSignature,
  radamSignature,
  adabeliefSignature,
  yogiSignature,
  adanSignature,
  adoptSignature,
  ademamixSignature,
  acpropSignature,
  madgradSignature,
  rpropSignature,
  polyakSignature,
  optimisticGradientDescentSignature,
  optimisticAdamSignature,
  asgdSignature,
  adafactorSignature,
  fromageSignature,
  lambSignature,
  larsSignature,
  lionSignature,
  novogradSignature,
  sm3Signature,
  dogSignature,
  muonSignature,
  prodigySignature,
  scheduleFreeSgdSignature,
  scheduleFreeAdamwSignature,
  shampooSignature,
  sophiaSignature,
  soapSignature,
];
