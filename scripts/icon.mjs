/** Draws images/icon.png, which the Marketplace wants, from images/icon.svg. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "./chromium.mjs";
import { main, root } from "./processes.mjs";

const SIZE = 256;

await main(async () => {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
    const svg = readFileSync(join(root, "images", "icon.svg"), "utf8");
    await page.setContent(`<body style="margin:0">${svg}</body>`);
    await page.screenshot({ path: join(root, "images", "icon.png"), omitBackground: true });
  } finally {
    await browser.close();
  }
});
