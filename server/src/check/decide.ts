/** Decides a claim from all comparisons that were made of it. */
import { sameIndex, type Environment } from "../semantics/indices.ts";
import type { Claim, ElementReference, Formula, Model, Quantity } from "../semantics/model.ts";
import { missingSubject } from "../unroll/emit.ts";
import type { Interruption, World } from "../unroll/world.ts";
import { isUnusable, usablePoints, type Instance } from "./compare.ts";
import { explainFailure, printReference } from "./explanation.ts";
import { whyUndefined } from "./undefined-part.ts";
import type { ClaimResult, Comparison, Evidence, Remark, Where } from "./verdict.ts";

/** What has been found out about one claim so far. */
export interface Tally {
  readonly claim: Claim;
  /** The quantities of its model. */
  readonly quantities: readonly Quantity[];
  /** The world of the smallest sizes, once the claim is written out there. */
  world: World | undefined;
  /** For each variant of the sizes. */
  readonly instances: Instance[][];
  readonly sizes: Where[];
  /** How many instances were written at the last variant. */
  written: number;
  /** Elements that nothing defines, for which the claim was left out. */
  readonly leftOut: Map<string, Environment | undefined>;
  readonly remarks: Remark[];
  /** What its left side is about and nothing defines, at some index. */
  missing: ElementReference | undefined;
  within: number | undefined;
  /** Some left side is more than a 0 for want of a path. */
  reachesLoss: boolean;
  /** Why it can't be decided, where that is known before any comparison. */
  reason: string | undefined;
  /** What could not be written out. */
  culprit: Interruption | undefined;
}

export function createTally(model: Model, claim: Claim): Tally {
  const quantities = [...model.quantities.values()];
  return {
    claim,
    quantities,
    world: undefined,
    instances: [],
    sizes: [],
    written: 0,
    leftOut: new Map(),
    remarks: [],
    missing: undefined,
    within: undefined,
    reachesLoss: false,
    reason: undefined,
    culprit: undefined,
  };
}

interface Circumstances {
  readonly seed: number;
  readonly points: number;
  readonly tooLarge: boolean;
}

/** The verdict, with its evidence. */
export function decideClaim(tally: Tally, circumstances: Circumstances): ClaimResult {
  const { claim } = tally;
  const instances = tally.instances.flat();
  const common = {
    claim,
    fault: claim.rightSpan,
    remarks: [...tally.remarks, ...remarksOn(tally, instances)],
    comparisons: comparisonsOf(tally),
  };
  const undecided = (reason: string): ClaimResult => ({ ...common, verdict: "undecided", reason });
  if (circumstances.tooLarge)
    return undecided("the model is too large to unroll; leave its sizes open, or try a smaller one");
  if (tally.reason !== undefined) return undecided(tally.reason);
  if (instances.length === 0) return undecided(emptyReason(tally));
  const evidence = evidenceOf(tally, instances, circumstances);
  const failing = instances.filter(({ differed }) => differed > 0);
  // With another value of what is missing, the sides may well agree.
  if (failing.length > 0 && !failing.some(isFailing))
    return { ...undecided(`it needs \`${failing[0]!.lacks}\`, which nothing defines`), evidence };
  if (failing.length > 0) {
    const shown = mostTelling(tally);
    const at: Evidence = {
      ...evidence,
      at: shown.at,
      yours: shown.worst!.right,
      true: shown.worst!.left,
      ...(shown.worst!.component && { component: shown.worst!.component }),
    };
    return { ...common, verdict: "fails", evidence: at, explanation: explainFailure(tally, shown) };
  }
  const tooClose =
    "the two sides differ by hardly more than rounding error, and the second opinion could not tell either";
  // Long recurrences may leave what doubles can hold, and vanish for all digits; the shorter ones then have to do.
  const unusable = tally.instances.every((group) => group.some(isUnknown)) ? instances.find(isUnknown) : undefined;
  if (unusable) {
    if (unusable.isKinked) return { ...undecided(kinkReason(unusable)), evidence };
    if (unusable.isBlunt) return { ...undecided(bluntReason(unusable)), evidence };
    if (!isUnusable(unusable)) return { ...undecided(tooClose), evidence };
    const why = whyUndefined(claim, unusable, circumstances.seed);
    const where = printWhere(unusable.at);
    if (why !== undefined) return { ...undecided(where === "" ? why : `at ${where}, ${why}`), evidence };
    return {
      ...undecided(
        `no point was found at which both sides have a value that doubles can hold${where === "" ? "" : ` (${where})`}; restrict the quantities, e.g. \`const a > 0\``,
      ),
      evidence,
    };
  }
  if (instances.some(({ doubtful }) => doubtful > 0)) return { ...undecided(tooClose), evidence };
  const blunt = instances.find(({ isBlunt, isUnsettled }) => isBlunt && !isUnsettled);
  if (blunt) return { ...undecided(bluntReason(blunt)), evidence };
  return { ...common, verdict: "holds", evidence };
}

function isUnknown(instance: Instance): boolean {
  return isUnusable(instance) || instance.isUnsettled;
}

function bluntReason({ at }: Instance): string {
  const where = at.length === 0 ? "" : `at ${printWhere(at)}, `;
  return `${where}what might tell the two sides apart is so much smaller than what it is added to that no digits reach it; restrict the quantities, e.g. \`const a < 100\``;
}

function kinkReason({ at }: Instance): string {
  const where = at.length === 0 ? "" : `at ${printWhere(at)}, `;
  return `${where}a derivative is taken exactly at a kink, where there is none: of \`|x|\`, \`relu(x)\` or \`sign(x)\` at x = 0, or of a \`max\` whose arguments are equal`;
}

function emptyReason(tally: Tally): string {
  const [element] = tally.leftOut.keys();
  if (element !== undefined) return `it needs \`${element}\`, which nothing defines, at every index`;
  if (!tally.missing) return "there is no index for which its left side exists";
  const name = printReference(tally.missing);
  return tally.claim.loops.length === 0
    ? `it is about \`${name}\`, and nothing defines that`
    : `it is about \`${name}\`, which nothing defines at any of its indices`;
}

/** The failing instance to show: at the smallest sizes, where the sides differ most. */
function mostTelling(tally: Tally): Instance {
  const [group] = tally.instances.filter((instances) => instances.some(isFailing));
  const failing = group!.filter(isFailing);
  return failing.reduce((worst, instance) => (instance.worst!.error > worst.worst!.error ? instance : worst));
}

function isFailing({ differed, lacks }: Instance): boolean {
  return differed > 0 && lacks === undefined;
}

function evidenceOf(tally: Tally, instances: readonly Instance[], { seed, points }: Circumstances): Evidence {
  return {
    seed,
    points,
    sizes: tally.sizes.filter((sizes) => sizes !== undefined),
    comparisons: instances.reduce((total, instance) => total + usablePoints(instance), 0),
    worstError: instances.reduce((worst, instance) => Math.max(worst, instance.worst?.error ?? 0), 0),
  };
}

function comparisonsOf(tally: Tally): Comparison[] {
  const all = (tally.instances[0] ?? []).filter(({ shown }) => shown);
  const kept = all.length <= 2 * mostAtEnd ? all : [...all.slice(0, mostAtEnd), ...all.slice(-mostAtEnd)];
  return kept.map(({ at, shown }) => ({ at, ...shown! }));
}

/** Of a claim at very many indices, the first and the last are shown. */
const mostAtEnd = 100;

// ── Remarks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function remarksOn(tally: Tally, instances: readonly Instance[]): Remark[] {
  const { claim } = tally;
  const remarks: Remark[] = [];
  const compared = instances.filter((instance) => usablePoints(instance) > 0);
  if (restates(claim.left, claim.right))
    remarks.push({
      code: "claim/restates",
      message: "The right side only says the left side again, so this derives nothing.",
    });
  else if (
    claim.relation === "=" &&
    compared.length > 0 &&
    compared.every(({ differed, blurred }) => differed === 0 && blurred === 0) &&
    compared.every(({ nonzero }) => !nonzero)
  )
    remarks.push({ code: "claim/zero", message: "Both sides are 0: this shows nothing." });
  if (claim.subject.kind === "adjoint" && claim.left === claim.subject && instances.length > 0 && !tally.reachesLoss) {
    const { of } = claim.subject;
    const here = { environment: undefined, beyond: "absent" } as const;
    const isBeyond =
      claim.loops.length === 0 &&
      tally.world !== undefined &&
      missingSubject(tally.world, claim.subject, here) !== undefined;
    remarks.push({
      code: "adjoint/no-path",
      message: isBeyond
        ? `\`${printReference(of)}\` lies beyond the range, where nothing feeds the loss: adjoints are 0 there.`
        : `No path leads from \`${printReference(of)}\` to the loss, so its adjoint is 0.`,
    });
  }
  if (tally.leftOut.size > 0 && compared.length > 0) {
    const [element] = tally.leftOut.keys();
    remarks.push({
      code: "claim/partial-range",
      message: `Checked where its elements exist: \`${element}\` is defined by nothing.`,
    });
  }
  if (claim.kind === "inequality")
    remarks.push({ code: "claim/inequality", message: "An inequality is tried at many points, not proved." });
  return remarks;
}

/** `bar c[t] = ∂L/∂c[t]` says the same thing twice. */
function restates(left: Formula, right: Formula): boolean {
  if (left.kind !== "adjoint" || right.kind !== "adjoint") return false;
  return (
    left.of.quantity === right.of.quantity &&
    left.of.indices.every((index, at) => sameIndex(index, right.of.indices[at]!))
  );
}

/** `t = 2, T = 4`. */
export function printWhere(where: Where): string {
  return where.map(([name, value]) => `${name} = ${value}`).join(", ");
}
