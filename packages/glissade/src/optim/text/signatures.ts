/** @file Every optimizer that can be written by name. */

import { acpropSignature } from "../algorithms/acprop.ts";
import { adabeliefSignature } from "../algorithms/adabelief.ts";
import { adadeltaSignature } from "../algorithms/adadelta.ts";
import { adafactorSignature } from "../algorithms/adafactor.ts";
import { adagradSignature } from "../algorithms/adagrad.ts";
import { adamSignature } from "../algorithms/adam.ts";
import { adamaxSignature } from "../algorithms/adamax.ts";
import { adamwSignature } from "../algorithms/adamw.ts";
import { adanSignature } from "../algorithms/adan.ts";
import { ademamixSignature } from "../algorithms/ademamix.ts";
import { adoptSignature } from "../algorithms/adopt.ts";
import { amsgradSignature } from "../algorithms/amsgrad.ts";
import { asgdSignature } from "../algorithms/asgd.ts";
import { dogSignature } from "../algorithms/dog.ts";
import { fromageSignature } from "../algorithms/fromage.ts";
import { lambSignature } from "../algorithms/lamb.ts";
import { larsSignature } from "../algorithms/lars.ts";
import { lionSignature } from "../algorithms/lion.ts";
import { madgradSignature } from "../algorithms/madgrad.ts";
import { muonSignature } from "../algorithms/muon.ts";
import { nadamSignature } from "../algorithms/nadam.ts";
import { noisySgdSignature } from "../algorithms/noisy-sgd.ts";
import { novogradSignature } from "../algorithms/novograd.ts";
import { optimisticAdamSignature, optimisticGradientDescentSignature } from "../algorithms/optimistic.ts";
import { polyakSignature } from "../algorithms/polyak.ts";
import { prodigySignature } from "../algorithms/prodigy.ts";
import { radamSignature } from "../algorithms/radam.ts";
import { rmspropSignature } from "../algorithms/rmsprop.ts";
import { rpropSignature } from "../algorithms/rprop.ts";
import { scheduleFreeAdamwSignature } from "../algorithms/schedule-free-adamw.ts";
import { scheduleFreeSgdSignature } from "../algorithms/schedule-free-sgd.ts";
import { sgdSignature } from "../algorithms/sgd.ts";
import { shampooSignature } from "../algorithms/shampoo.ts";
import { signSgdSignature } from "../algorithms/sign-sgd.ts";
import { sm3Signature } from "../algorithms/sm3.ts";
import { soapSignature } from "../algorithms/soap.ts";
import { sophiaSignature } from "../algorithms/sophia.ts";
import { yogiSignature } from "../algorithms/yogi.ts";
import type { Signature } from "./signature.ts";

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
