/** The lines of the drawing, between boxes whose places are known. Lengths are in pixels. */

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Branch {
  /** The row of the stations; a path that leads to the loss directly has none on it. */
  readonly way: Box;
  readonly user?: Box;
  readonly dots?: Box;
}

/** A line from one box to another, as path data of SVG; with an arrow's head where it ends at a box. */
export interface Edge {
  readonly path: string;
  readonly head: string;
}

const headLength = 6;

/** The lines of each branch, from the quantity through what uses it to the loss. */
export function edgesOf(from: Box, to: Box, branches: readonly Branch[]): Edge[][] {
  return branches.map(({ way, user, dots }) => {
    const y = middle(user ?? way);
    if (!user || !dots) return [through(from.right, middle(from), way.left, way.right, y, to.left, middle(to))];
    return [
      curve(from.right, middle(from), user.left, y),
      curve(user.right, y, dots.left, y),
      through(dots.right, y, dots.right, way.right, y, to.left, middle(to)),
    ];
  });
}

function middle({ top, bottom }: Box): number {
  return (top + bottom) / 2;
}

/** Leaves and arrives level. */
function curve(x1: number, y1: number, x2: number, y2: number): Edge {
  const bend = (x2 - x1) / 2;
  return {
    path: `M${p(x1, y1)}C${p(x1 + bend, y1)} ${p(x2 - bend, y2)} ${p(x2 - headLength, y2)}`,
    head: headAt(x2, y2),
  };
}

/** Level at height `y` between `left` and `right`. */
function through(x1: number, y1: number, left: number, right: number, y: number, x2: number, y2: number): Edge {
  const [into, out] = [(left - x1) / 2, (x2 - right) / 2];
  return {
    path: `M${p(x1, y1)}C${p(x1 + into, y1)} ${p(left - into, y)} ${p(left, y)}L${p(right, y)}C${p(right + out, y)} ${p(x2 - out, y2)} ${p(x2 - headLength, y2)}`,
    head: headAt(x2, y2),
  };
}

function headAt(x: number, y: number): string {
  return `M${p(x, y)}L${p(x - headLength - 1, y - 4)}L${p(x - headLength - 1, y + 4)}Z`;
}

function p(x: number, y: number): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
