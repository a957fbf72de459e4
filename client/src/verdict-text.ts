/** A sheet's verdict in words: short for the status bar, in full for its tooltip and for a screen reader. */
import type { VerdictParams } from "./notifications.ts";

export interface VerdictText {
  /** With an icon, for the eye: `$(error) 2 of 9 fail`. */
  readonly text: string;
  /** Without icons, for the ear and the tooltip. */
  readonly sentence: string;
  readonly gravity: "error" | "warning" | "none";
}

export function verdictText({ claims, problems, open }: VerdictParams): VerdictText {
  const { total, holds, fails, undecided } = claims;
  const besides = [
    ...(problems > 0 ? [count(problems, "problem")] : []),
    ...(open > 0 ? [`${open} still to derive`] : []),
  ];
  const parts = [
    ...(fails > 0 ? [`${fails} of ${total} ${fails === 1 ? "fails" : "fail"}`] : []),
    ...(undecided > 0 ? [`${undecided} of ${total} undecided`] : []),
    ...(total > 0 && holds === total ? [`${total} of ${total} ${total === 1 ? "holds" : "hold"}`] : []),
    ...(total === 0 && besides.length === 0 ? ["no claims"] : []),
    ...besides,
  ];
  const sentence = [
    total === 0
      ? "no claims"
      : `${count(total, "claim")}: ${[
          `${holds} ${holds === 1 ? "holds" : "hold"}`,
          ...(fails > 0 ? [`${fails} ${fails === 1 ? "fails" : "fail"}`] : []),
          ...(undecided > 0 ? [`${undecided} undecided`] : []),
        ].join(", ")}`,
    ...besides,
  ].join("; ");
  return {
    text: `$(${icon({ claims, problems, open })}) ${parts.join(" · ")}`,
    sentence: `Gradus: ${sentence}`,
    gravity: fails > 0 ? "error" : undecided > 0 || problems > 0 ? "warning" : "none",
  };
}

function icon({ claims, problems, open }: Pick<VerdictParams, "claims" | "problems" | "open">): string {
  if (claims.fails > 0) return "error";
  if (claims.undecided > 0) return "question";
  if (problems > 0) return "warning";
  return claims.total > 0 && open === 0 ? "check" : "circle-outline";
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
