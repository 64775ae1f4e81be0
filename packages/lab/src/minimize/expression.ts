/** @file Text such as `6x^2 - 12x + 3` as a function: mathjs reads it, the framework computes it. */

import { ArgumentError, nearestOrAll, type Operand, type Tensor } from "glissade";
import {
  type FunctionNode,
  isConstantNode,
  isFunctionNode,
  isOperatorNode,
  isParenthesisNode,
  isSymbolNode,
  type MathNode,
  parse,
  type SymbolNode,
} from "mathjs/number";
import { requireText } from "../checks.ts";
import { isVariable, nameVariables } from "./variables.ts";
import { constants, functions, operators, type Word } from "./vocabulary.ts";

/** A scalar function of named variables. */
export interface Expression {
  readonly text: string;
  /** All up to the last that occurs: `y^2` is a function of x and y. */
  readonly variables: readonly string[];
  /** The value at plain numbers, or as a part of a graph; one number or scalar tensor for each variable. */
  evaluate(x: readonly number[]): number;
  evaluate(x: readonly Tensor[]): Tensor;
}

type Scope = ReadonlyMap<string, Operand>;
type Evaluation = (scope: Scope) => Operand;

/**
 * Reads an expression in mathjs's syntax.
 *
 * @example
 * readExpression("2x + y^2").evaluate([3, 4]); // 22
 */
export function readExpression(text: string): Expression {
  requireText("readExpression(text)", text);
  const where = `function "${text}"`;
  const tree = parseTree(text, where);
  const evaluation = read(tree, where);
  const variables = nameVariables(namesIn(tree), where);
  const evaluate = (x: readonly Operand[]) =>
    evaluation(new Map(variables.map((name, index) => [name, x[index]!])));
  return { text, variables, evaluate: evaluate as Expression["evaluate"] };
}

function parseTree(text: string, where: string): MathNode {
  const fix = /\*\*|[²³]/.test(text) ? "Write powers as x^2" : "Write for example 6*x^2 - 12*x + 3";
  if (text.trim() === "") throw new ArgumentError({ where, rule: "is empty", fix });
  try {
    return parse(text);
  } catch (cause) {
    const rule = `does not parse: ${(cause as Error).message}`;
    throw new ArgumentError({ where, rule, fix, cause });
  }
}

/** What the tree computes, as a function of the variables. */
function read(node: MathNode, where: string): Evaluation {
  if (isParenthesisNode(node)) return read(node.content, where);
  if (isSymbolNode(node)) return readSymbol(node);
  if (isFunctionNode(node) && isSymbolNode(node.fn)) return readCall(node, where);
  if (isConstantNode(node) && typeof node.value === "number") {
    const { value } = node;
    return () => value;
  }
  if (isOperatorNode(node)) {
    const operator = operators.get(node.fn);
    if (operator) return combine(operator, node.args, where);
  }
  throw refuse(node, where);
}

function readSymbol({ name }: SymbolNode): Evaluation {
  const constant = constants.get(name);
  return constant === undefined ? (scope) => scope.get(name)! : () => constant;
}

function readCall({ fn: { name }, args }: FunctionNode, where: string): Evaluation {
  const known = functions.get(name);
  if (!known) {
    const fix = isVariable(name)
      ? `Write ${name} * (...) for a product`
      : nearestOrAll(name, [...functions.keys()]);
    throw new ArgumentError({ where, rule: `unknown function ${name}`, fix });
  }
  const { arity } = known;
  if (arity === "1 or more" ? args.length === 0 : args.length !== arity) {
    const rule = `${name} takes ${arity} argument${arity === 1 ? "" : "s"}, got ${args.length}`;
    throw new ArgumentError({ where, rule });
  }
  return combine(known, args, where);
}

function combine({ apply }: Word, args: readonly MathNode[], where: string): Evaluation {
  const parts = args.map((each) => read(each, where));
  return (scope) => apply(...parts.map((part) => part(scope)));
}

/** The error of syntax that mathjs knows and no derivative does: comparisons, assignments, matrices, units. */
function refuse(node: MathNode, where: string): ArgumentError {
  const isDefinition = /^(Function)?Assignment/.test(node.type);
  return new ArgumentError({
    where,
    rule: `takes only arithmetic, got ${node}`,
    fix: isDefinition
      ? "Give only the right-hand side"
      : `Use numbers, variables, + - * / ^ and ${[...functions.keys()].join(", ")}`,
  });
}

/** Names of variables, known or not, without repetition. */
function namesIn(tree: MathNode): readonly string[] {
  const symbols = tree.filter((node, path) => isSymbolNode(node) && path !== "fn") as SymbolNode[];
  return [...new Set(symbols.map(({ name }) => name))].filter((name) => !constants.has(name));
}
