/** The process that serves VS Code for the Web; `web-host.mjs` starts it, and tells what it prints only where it fails. */
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, configuration] = process.argv.slice(2);
const { runServer } = createRequire(import.meta.url)(join(packages, "@vscode", "test-web", "out", "server", "main.js"));
const server = await runServer("127.0.0.1", 0, JSON.parse(configuration));
if (!server.listening) await once(server, "listening");
console.log(`listening on ${server.address().port}`);
