/** Steps of a longer run: each prints a title as it starts and its time as it ends. */
const bold = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[1m${text}\x1b[22m` : text);

export async function step(title, action) {
  console.log(bold(`▸ ${title}`));
  const start = performance.now();
  const result = await action();
  console.log(`  ${title}: done in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}
