/**
 * Your own lines, run together: whether a sheet's adjoint equations alone, run from the last step back, give the true
 * gradient of every weight, and if not, what is in the way.
 *
 * Claims are judged with true values on their right sides. So by induction along the order in which they can be run,
 * equations that hold and need nothing but one another give true values when they are run on their own results; no further
 * number has to be computed.
 */
import type { Model } from "../semantics/model.ts";
import { tupleIn } from "../semantics/elements.ts";
import { createTape } from "../engine/tape.ts";
import { createWorld, isInterruption, type World } from "../unroll/world.ts";
import { derivationGraph, reachable, type DerivationGraph, type Station, type Way } from "./derivation-graph.ts";
import { printAdjoint, printStations } from "./station-names.ts";
import type { ClaimResult, Remark } from "./verdict.ts";

/** All names are as a person writes them: `bar c[t]`, `bar h[T]`. */
export interface OwnLines {
  /** Whether they give the gradient of every weight; `none` where there is no adjoint equation. */
  readonly backward: "complete" | "incomplete" | "none";
  /** Adjoints that are used, and never derived at any index. */
  readonly underived: readonly string[];
  /** Adjoints that are derived at other indices, not at these. */
  readonly boundary: readonly string[];
  /** Weights about whose gradient nothing is said. */
  readonly weights: readonly string[];
  /** What a line gives that fails, or is undecided. */
  readonly faulty: readonly string[];
  /** Adjoints that are only derived from one another. */
  readonly circular: readonly string[];
}

interface Findings {
  readonly ownLines: OwnLines;
  /** The results, with remarks on claims that prove one another in a circle or pass on an earlier mistake. */
  readonly claims: readonly ClaimResult[];
}

const none: OwnLines = { backward: "none", underived: [], boundary: [], weights: [], faulty: [], circular: [] };

/** What a model's equations are worth as an algorithm, by the elements that there are at its smallest sizes. */
export function runTogether(
  model: Model,
  extent: Pick<World, "sizes" | "tables"> | undefined,
  claims: readonly ClaimResult[],
): Findings {
  if (!extent || !model.loss) return { ownLines: none, claims };
  // Nothing is written on its tape: what needs what can be read off the formulas.
  const world = createWorld(model, extent.sizes, extent.tables, createTape());
  try {
    const graph = derivationGraph(world, claims);
    return graph ? judge(model, world, graph, claims) : { ownLines: none, claims };
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    return { ownLines: none, claims };
  }
}

function judge(model: Model, world: World, graph: DerivationGraph, claims: readonly ClaimResult[]): Findings {
  const targets = targetsOf(model, world, graph);
  const stations = [...graph.stations.values()];
  if (stations.every(({ ways, isHelper }) => isHelper || ways.length === 0)) return { ownLines: none, claims };
  /** By lines that hold; by any lines; by any lines, were everything given that no line is about. */
  const truly = reachable(graph, isRight);
  const somehow = reachable(graph, () => true);
  const unsaid = stations.filter(({ ways }) => ways.length === 0);
  const circular = coreOf(
    stations,
    reachable(graph, () => true, unsaid),
  );
  const involved = behind(targets, truly);
  const missing = involved.filter(({ ways }) => ways.length === 0);
  const weights = new Set(targets);
  const said = new Set(stations.filter(({ ways }) => ways.length > 0).map(({ quantity }) => quantity));
  const faulty = involved.filter((station) => isFaulty(station, somehow));
  const print = (some: readonly Station[]) => printStations(world, some);
  return {
    ownLines: {
      backward: targets.length > 0 && targets.every((target) => truly.has(target)) ? "complete" : "incomplete",
      underived: print(missing.filter((station) => !weights.has(station) && !said.has(station.quantity))),
      boundary: print(missing.filter(({ quantity }) => said.has(quantity))),
      weights: print(missing.filter((station) => weights.has(station) && !said.has(station.quantity))),
      faulty: print(faulty),
      circular: print(involved.filter((station) => circular.has(station))),
    },
    claims: remarked(world, claims, { stations, truly, somehow, circular }),
  };
}

function isRight({ claims }: Way): boolean {
  return claims.every(({ verdict }) => verdict === "holds");
}

/** Every way that leads here has a line that does not hold. What is only fed by such a line is not faulty itself. */
function isFaulty({ ways, isHelper }: Station, somehow: ReadonlySet<Station>): boolean {
  const passable = ways.filter(({ needs }) => needs.every((need) => somehow.has(need)));
  return !isHelper && passable.length > 0 && !passable.some(isRight);
}

/** The gradients that a backward pass is for: of the weights; in a model without any, of whatever the sheet derives. */
function targetsOf(model: Model, world: World, graph: DerivationGraph): Station[] {
  const weights = [...model.quantities.values()].filter(({ kind }) => kind === "param");
  const gradients = weights.flatMap((weight) =>
    Array.from({ length: world.tables.get(weight)?.count ?? 0 }, (_, number) =>
      graph.adjointAt(weight, tupleIn(world.tables.get(weight)!, number)),
    ).filter((station) => station !== undefined),
  );
  if (gradients.length > 0) return gradients;
  return [...graph.stations.values()].filter(({ isHelper, ways }) => !isHelper && ways.length > 0);
}

/** The targets and all that stands behind them, as far as it is not had yet. */
function behind(targets: readonly Station[], had: ReadonlySet<Station>): Station[] {
  const seen = new Set(targets.filter((target) => !had.has(target)));
  // Grows while it is walked.
  for (const station of seen)
    for (const { needs } of station.ways) for (const need of needs) if (!had.has(need)) seen.add(need);
  return [...seen].sort((one, other) => one.quantity.nameSpan.start - other.quantity.nameSpan.start);
}

/** What stays out of reach, but for what nothing out of reach needs: the circles, and what lies between them. */
function coreOf(stations: readonly Station[], within: ReadonlySet<Station>): Set<Station> {
  const core = new Set(stations.filter((station) => !within.has(station)));
  const uses = new Map<Station, number>();
  const count = (station: Station, by: number): number => {
    const total = (uses.get(station) ?? 0) + by;
    uses.set(station, total);
    return total;
  };
  const needsOf = ({ ways }: Station) => ways.flatMap(({ needs }) => needs).filter((need) => core.has(need));
  for (const station of core) for (const need of needsOf(station)) count(need, 1);
  const unused = [...core].filter((station) => !uses.get(station));
  for (let station = unused.pop(); station; station = unused.pop()) {
    const needs = needsOf(station);
    core.delete(station);
    for (const need of needs) if (count(need, -1) === 0) unused.push(need);
  }
  return core;
}

// ── Remarks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Reach {
  readonly stations: readonly Station[];
  readonly truly: ReadonlySet<Station>;
  readonly somehow: ReadonlySet<Station>;
  readonly circular: ReadonlySet<Station>;
}

function remarked(world: World, claims: readonly ClaimResult[], reach: Reach): ClaimResult[] {
  const remarks = new Map<ClaimResult, Remark>();
  for (const station of reach.stations) {
    for (const { claims: lines, needs } of station.ways) {
      const remark = reach.circular.has(station)
        ? circleRemark(world, station, needs, reach.circular)
        : passingRemark(world, station, needs, reach);
      if (remark)
        for (const line of lines) if (line.verdict === "holds" && !remarks.has(line)) remarks.set(line, remark);
    }
  }
  return claims.map((claim) => {
    const remark = remarks.get(claim);
    return remark ? { ...claim, remarks: [...claim.remarks, remark] } : claim;
  });
}

function circleRemark(
  world: World,
  { quantity }: Station,
  needs: readonly Station[],
  circular: ReadonlySet<Station>,
): Remark | undefined {
  const circle = needs.filter((need) => circular.has(need));
  if (circle.length === 0) return undefined;
  return {
    code: "claim/circle",
    message: `\`${printAdjoint(quantity)}\` is derived from ${listed(printStations(world, circle))}, and that in turn from it: nothing ties them to the loss, so neither is derived.`,
  };
}

/** A line that is right, and gives a wrong value when it is run after the sheet's own lines. */
function passingRemark(
  world: World,
  station: Station,
  needs: readonly Station[],
  { truly, somehow }: Reach,
): Remark | undefined {
  if (truly.has(station) || !needs.every((need) => somehow.has(need))) return undefined;
  const sources = behind(needs, truly).filter(
    (source) => isFaulty(source, somehow) && source.ways.some(({ claims }) => claims.some(isFailing)),
  );
  if (sources.length === 0) return undefined;
  const names = printStations(world, sources);
  return {
    code: "claim/passes-on",
    message: `This line is right, but it builds on ${listed(names)}, which ${names.length === 1 ? "does" : "do"} not hold: run after your own lines, it gives a wrong value.`,
  };
}

function isFailing({ verdict }: ClaimResult): boolean {
  return verdict === "fails";
}

/** `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : shown.join("");
}

/** The names of everything that stands between a sheet and its gradients, as the JSON report lists them. */
export function missingFrom({ underived, boundary, weights }: OwnLines): string[] {
  return [...underived, ...boundary, ...weights];
}
