// Opens each page in Chromium: no violation of axe-core, nothing loaded, nothing blocked, prints on A4.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const folder = resolve(process.argv[2]);
const axe = readFileSync(join(process.cwd(), "node_modules/axe-core/axe.min.js"), "utf8");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
let wrong = 0;
const fail = (text) => { wrong += 1; console.error(`wrong: ${text}`); };

for (const name of readdirSync(folder).filter((name) => name.endsWith(".html"))) {
  for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [375, "light"], [375, "dark"]]) {
    // axe itself is put in past the page's policy, which forbids every script.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && fail(`${name}: ${message.text()}`));
    page.on("request", (request) => request.url().startsWith("file:") || fail(`${name}: loads ${request.url()}`));
    await page.goto(`file://${join(folder, name)}`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    for (const one of violations) fail(`${name} at ${width} ${colorScheme}: ${one.id}: ${one.nodes[0].html}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
    if (wide) fail(`${name} at ${width}: wider than the page`);
    if (process.env.PICTURES) await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    await context.close();
  }
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && fail(`${name}: ${message.text()}`));
  await page.goto(`file://${join(folder, name)}`);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  if (pdf.length < 1000) fail(`${name}: does not print`);
  await context.close();
}
await browser.close();
if (wrong) process.exit(1);
console.log("Pages: no violation, light and dark, wide and narrow");
