// Chromium 80, the oldest engine served, as it came in 2020: unpacked once beside the packages, started as a phone.

import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import puppeteer from "puppeteer-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const PACKED = `${here}node_modules/chrome-aws-lambda/bin/chromium.br`;
const FOLDER = `${here}node_modules/.cache`;
const BINARY = `${FOLDER}/chromium-80`;

const FLAGS = [
  "--no-sandbox",
  "--no-zygote",
  "--single-process",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--lang=zh-CN",
];

// The browser inside a messenger of that time.
const PHONE = {
  viewport: { width: 360, height: 740, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  userAgent:
    "Mozilla/5.0 (Linux; Android 8.1.0; PBAM00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 " +
    "Chrome/80.0.3987.99 Mobile Safari/537.36 MicroMessenger/8.0.1 WeChat/arm64 NetType/4G Language/zh_CN",
};

// A finger is told of once a frame; the pad leaves out what comes faster.
const FRAME = 20;
const STEPS = 6;

async function unpacked() {
  if (existsSync(BINARY)) return BINARY;
  await mkdir(FOLDER, { recursive: true });
  // Others may unpack at the same time: each writes its own file, and any of them will do.
  const own = `${BINARY}.${process.pid}`;
  await writeFile(own, await promisify(brotliDecompress)(await readFile(PACKED)));
  await chmod(own, 0o755);
  await rename(own, BINARY);
  return BINARY;
}

/** @returns a browser and its one window: a phone of 360 pixels, in Chinese */
export async function start() {
  const browser = await puppeteer.launch({ executablePath: await unpacked(), args: FLAGS, headless: true });
  const [page] = await browser.pages();
  await page.emulate(PHONE);
  // Pages scroll at once, so that what is tapped is where it was measured.
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.setExtraHTTPHeaders({ "Accept-Language": "zh-CN,zh;q=0.9" });
  page.setDefaultTimeout(20_000);
  return { browser, page };
}

/** Draw with a finger on the element: each stroke is a list of points from its upper left corner. */
export async function draw(page, selector, strokes) {
  const element = await page.$(selector);
  // What lies below the window is not touched.
  await element.evaluate((node) => node.scrollIntoView({ block: "center" }));
  const box = await element.boundingBox();
  const client = await page.target().createCDPSession();
  const touch = (type, points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const at = ([x, y]) => [{ x: box.x + x, y: box.y + y }];
  for (const [first, ...others] of strokes) {
    let from = first;
    await touch("touchStart", at(first));
    for (const to of others) {
      for (let step = 1; step <= STEPS; step += 1) {
        await page.waitFor(FRAME);
        await touch("touchMove", at(from.map((value, axis) => value + ((to[axis] - value) * step) / STEPS)));
      }
      from = to;
    }
    await touch("touchEnd", []);
  }
  await client.detach();
}
