/** The workspace of a tape: what backward passes note of its nodes. A pass touches only the nodes it goes through, and clears none. */

export interface Workspace {
  /** For each node, what the last pass that reached it found: its turn plus a number below `turnStep`. */
  states: Int32Array;
  turn: number;
  /** For each node that this turn reached, its adjoint, and the last of the contributions to it that are known so far. */
  adjoints: Int32Array;
  contributions: Int32Array;
  /** The contributions to all nodes: the node that is given, and the contribution to the same node before it. */
  given: Int32Array;
  links: Int32Array;
  count: number;
}

/** From one turn to the next. */
const turnStep = 4;

export function createWorkspace(): Workspace {
  const empty = new Int32Array(0);
  const some = () => new Int32Array(64);
  return {
    states: empty,
    turn: 0,
    adjoints: empty,
    contributions: empty,
    given: some(),
    links: some(),
    count: 0,
  };
}

/** Begins a pass over a tape of that many nodes. */
export function nextTurn(work: Workspace, nodes: number): void {
  if (work.states.length < nodes) {
    work.states = new Int32Array(2 * nodes);
    work.adjoints = new Int32Array(2 * nodes);
    work.contributions = new Int32Array(2 * nodes);
  }
  work.turn += turnStep;
  work.count = 0;
}

export function doubled(column: Int32Array): Int32Array {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
