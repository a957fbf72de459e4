/**
 * Your own lines, run for once: the adjoint equations of each sheet of the gallery as an algorithm, each on the results of
 * those before, at random points. What is called complete gives the true gradient of every weight; what is not, does not.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ModelResult } from "../../server/src/check/verdict.ts";
import { evaluate } from "../../server/src/engine/evaluate.ts";
import { elementsOf, shapeOf, type NodeId } from "../../server/src/engine/tape.ts";
import { checked, createSnapshot } from "../../server/src/features/snapshot.ts";
import { eachAssignment, find } from "../../server/src/semantics/elements.ts";
import type { Environment } from "../../server/src/semantics/indices.ts";
import type { Claim } from "../../server/src/semantics/model.ts";
import { emit } from "../../server/src/unroll/emit.ts";
import { numberedNode } from "../../server/src/unroll/demand.ts";
import { createWorld, tupleOf, type World } from "../../server/src/unroll/world.ts";

const gallery = join(import.meta.dirname, "../../examples");
const sheets = [gallery, join(gallery, "mistakes")].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".grad"))
    .map((name) => [join(folder, name).slice(gallery.length + 1), join(folder, name)] as const),
);

/** Asked for an adjoint that no line has given yet. */
class NotYet extends Error {}

/** The adjoints as far as the sheet's own lines have given them; what no path leads to is 0 without any line. */
function ownAdjoints(own: World, known: World): Map<NodeId, NodeId | undefined> {
  const adjoints = new Map<NodeId, NodeId | undefined>();
  const isZero = new Map<NodeId, boolean>();
  for (const [quantity, nodes] of known.nodes)
    for (const [number, node] of nodes.entries()) {
      const twin = node === undefined ? undefined : own.nodes.get(quantity)?.[number];
      if (twin !== undefined) isZero.set(twin, known.adjoints?.get(node!) === undefined);
    }
  adjoints.set(
    numberedNode(own, own.model.loss!, 0),
    emit(own, { kind: "number", value: 1, span: { start: 0, end: 0 } }, nowhere),
  );
  const get = adjoints.get.bind(adjoints);
  adjoints.get = (node) => {
    if (!adjoints.has(node) && isZero.get(node) === false) throw new NotYet();
    return get(node);
  };
  return adjoints;
}

const nowhere = { environment: undefined, beyond: "unknown" } as const;

/** Runs all equations until none gives anything new, and compares the gradients of the weights with the true ones. */
function gradientsOf({ model, sample }: ModelResult): "true" | "wrong" | "lacking" {
  const known = sample!()!.world;
  const own = createWorld(model, known.sizes, known.tables, known.tape);
  numberedNode(own, model.loss!, 0);
  const adjoints = (own.adjoints = ownAdjoints(own, known));
  const waiting: { claim: Claim; environment: Environment | undefined }[] = [];
  for (const claim of model.claims)
    if (claim.left.kind === "adjoint" && claim.relation === "=" && claim.given.length === 0 && claim.assumed.size === 0)
      eachAssignment(claim.loops, claim.conditions, own.sizes, undefined, (environment) => {
        waiting.push({ claim, environment });
      });
  for (let progress = true; progress;) {
    progress = false;
    for (const { claim, environment } of waiting) {
      if (claim.left.kind !== "adjoint") continue;
      const { quantity } = claim.left.of;
      const number = find(own.tables.get(quantity), tupleOf(own, claim.left.of, environment));
      const node = number === undefined ? undefined : own.nodes.get(quantity)?.[number];
      if (node === undefined || adjoints.has(node)) continue;
      try {
        adjoints.set(node, emit(own, claim.right, { environment, beyond: "unknown" }));
        progress = true;
      } catch (thrown) {
        if (!(thrown instanceof NotYet)) throw thrown;
      }
    }
  }
  const pairs: (readonly [NodeId, NodeId])[] = [];
  for (const quantity of model.quantities.values()) {
    if (quantity.kind !== "param") continue;
    for (const [number, node] of (known.nodes.get(quantity) ?? []).entries()) {
      const truth = node === undefined ? undefined : known.adjoints?.get(node);
      if (truth === undefined) continue;
      const mine = own.nodes.get(quantity)![number]!;
      if (!adjoints.has(mine)) return "lacking";
      pairs.push([truth, adjoints.get(mine)!]);
    }
  }
  const values = evaluate(known.tape, { seed: 4, points: 3 });
  const same = pairs.every(([truth, mine]) => {
    const count = elementsOf(shapeOf(known.tape, truth)) * values.points;
    return Array.from({ length: count }, (_, at) => at).every((at) => {
      const [a, b] = [values.data[values.offset(truth) + at]!, values.data[values.offset(mine) + at]!];
      return Math.abs(a - b) <= 1e-8 * Math.max(Math.abs(a), Math.abs(b)) || !Number.isFinite(a);
    });
  });
  return same ? "true" : "wrong";
}

describe("the gallery", () => {
  test.each(sheets)("%s", (_, path) => {
    for (const result of checked(createSnapshot("sheet.grad", 0, readFileSync(path, "utf8"))).result.models) {
      const { model, ownLines } = result;
      const hasWeights = [...model.quantities.values()].some(({ kind }) => kind === "param");
      if (ownLines?.backward === "none" || !model.loss || !hasWeights) continue;
      const gradients = gradientsOf(result);
      if (ownLines?.backward === "complete") expect(gradients).toBe("true");
      else expect(["wrong", "lacking"]).toContain(gradients);
    }
  });
});
