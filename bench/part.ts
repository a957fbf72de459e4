/** What a part of the bench is. */
import type { Table } from "./table.ts";

export interface Scale {
  /** Seconds instead of minutes: to see that everything runs, not to be quoted. */
  readonly quick: boolean;
}

export interface Part {
  readonly name: string;
  readonly about: string;
  run(scale: Scale): Promise<Table[]> | Table[];
}
