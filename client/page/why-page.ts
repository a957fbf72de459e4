/** The page of the panel: shows what it is told, draws the lines between the parts of the drawing, and says what is clicked. */
import type { PageMessage, PageRequest, PanelState } from "../src/why-answer.ts";
import { edgesOf, type Box } from "./edges.ts";
import { noteText, viewOf, type Node as ViewNode } from "./view.ts";

interface Host {
  postMessage(request: PageRequest): void;
  setState(state: PanelState): void;
}

declare function acquireVsCodeApi(): Host;

const SVG = "http://www.w3.org/2000/svg";

const host = acquireVsCodeApi();
const note = document.createElement("p");
note.className = "note";
note.setAttribute("role", "status");
const main = document.createElement("main");
document.body.append(note, main);

const resized = new ResizeObserver(drawEdges);
resized.observe(main);

window.addEventListener("message", ({ data }: MessageEvent<PageMessage>) => {
  host.setState(data.subject);
  const focused = indexOfFocus();
  note.textContent = noteText(data);
  document.body.className = data.note === undefined ? "" : data.note;
  main.replaceChildren(...viewOf(data).map(built));
  drawEdges();
  // Who is reading with the keyboard stays where they were.
  if (focused !== -1) buttons()[Math.min(focused, buttons().length - 1)]?.focus();
});

host.postMessage({ ready: true });

/** Texts become text nodes: nothing in them is markup. */
function built(node: ViewNode): Node {
  if (typeof node === "string") return document.createTextNode(node);
  const element = document.createElement(node.tag);
  if (node.class !== undefined) element.className = node.class;
  for (const [name, value] of Object.entries(node.attributes ?? {})) element.setAttribute(name, value);
  element.append(...node.children.map(built));
  const { leadsTo } = node;
  if (leadsTo) element.addEventListener("click", () => host.postMessage({ reveal: leadsTo }));
  return element;
}

function buttons(): HTMLElement[] {
  return [...main.querySelectorAll("button")];
}

function indexOfFocus(): number {
  return buttons().findIndex((button) => button === document.activeElement);
}

/** Drawn anew whenever the page's width changes, since its texts then stand elsewhere. */
function drawEdges(): void {
  const drawing = main.querySelector(".drawing");
  const [from, to] = [drawing?.querySelector(".from"), drawing?.querySelector(".to")];
  if (!drawing || !from || !to) return;
  const frame = drawing.getBoundingClientRect();
  const boxOf = (element: Element): Box => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top };
  };
  const branches = [...drawing.querySelectorAll(".branches > li")];
  const edges = edgesOf(
    boxOf(from),
    boxOf(to),
    branches.map((branch) => {
      const [user, dots] = [branch.querySelector(".user"), branch.querySelector(".dots")];
      return {
        way: boxOf(branch.querySelector(".way")!),
        ...(user && dots && { user: boxOf(user), dots: boxOf(dots) }),
      };
    }),
  );
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  // What is wrong lies on top.
  const order = edges.map((_, at) => at).sort((one, other) => gravity(branches[one]!) - gravity(branches[other]!));
  for (const at of order) {
    for (const { path, head } of edges[at]!) {
      svg.append(shape("edge", branches[at]!, path), shape("head", branches[at]!, head));
    }
  }
  drawing.querySelector("svg")?.remove();
  drawing.prepend(svg);
}

function gravity(branch: Element): number {
  return branch.classList.contains("right") ? 0 : 1;
}

function shape(kind: string, branch: Element, data: string): SVGPathElement {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", `${kind} ${branch.className}`);
  path.setAttribute("d", data);
  return path;
}
