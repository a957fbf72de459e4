/** What keeps the program from checking all that it was asked to: a sheet that can't be read, an option without effect. */
export interface Complaint {
  /** The sheet, where it is about one. */
  readonly path?: string;
  readonly message: string;
}
