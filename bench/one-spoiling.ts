/** Spoils the sheets that are named, and prints what came of it as JSON. */
import { spoilAll } from "./spoiling.ts";

console.log(JSON.stringify(spoilAll(process.argv.slice(2))));
