/** Work in slices: a generator that yields every few milliseconds, so that whoever runs it can listen in between. */

/** Runs a sliced computation to its end at once. */
export function finish<Result>(slices: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}
