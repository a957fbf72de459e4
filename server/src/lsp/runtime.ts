/** The place the server runs in. */
import type { SecondOpinion } from "../check/second-opinion.ts";

/** What the server needs of the place it runs in, so that Node and a browser's worker can each give it. */
export interface Runtime {
  /** Calls back after what has come in meanwhile was handled. */
  soon(callback: () => void): void;
  /** Calls back after so many milliseconds. */
  later(milliseconds: number, callback: () => void): void;
  /** Milliseconds from some fixed moment. */
  now(): number;
  /** Judges what doubles can't; asked for only when it is needed. */
  secondOpinion(): SecondOpinion;
}
