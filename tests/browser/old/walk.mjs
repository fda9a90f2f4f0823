// Walks a resident's whole way on Chromium 80, then opens the officers' app. Prints what it saw as JSON.
//
//   node walk.mjs '{"base": "http://127.0.0.1:1", "code": "…", "username": "…", "password": "…", "pictures": "/tmp/…"}'

import { draw, start } from "./chromium.mjs";

// It leaves this word of our content policy out, and scans with the decoder that needs no WebAssembly.
const UNKNOWN = "contains an invalid source: ''wasm-unsafe-eval''. It will be ignored.";

const { base, code, username, password, pictures } = JSON.parse(process.argv[2]);
const seen = { version: "", signature: null, steps: [], complaints: [], elsewhere: [] };

const { browser, page } = await start();
seen.version = await browser.version();
page.on("pageerror", (error) => seen.complaints.push(error.message));
page.on("console", (message) => {
  const isKnown = message.text().includes(UNKNOWN);
  if (["error", "warning"].includes(message.type()) && !isKnown) seen.complaints.push(message.text());
});
page.on("request", (request) => {
  const address = request.url();
  if (/^(https?|wss?):/.test(address) && !address.startsWith(`${base}/`)) seen.elsewhere.push(address);
});

async function look(name) {
  const found = await page.evaluate(() => ({
    path: location.pathname,
    language: document.documentElement.lang,
    heading: (document.querySelector("h1") || document.body).innerText.trim(),
    overflow: Math.max(document.documentElement.scrollWidth - window.innerWidth, 0),
    broken: [...document.images].filter((image) => image.offsetParent && !image.naturalWidth).map((image) => image.alt),
    size: parseFloat(getComputedStyle(document.body).fontSize),
  }));
  seen.steps.push({ name, ...found });
  await page.screenshot({ path: `${pictures}/old-${name}.png`, fullPage: true });
}

/** The button, link or answer that says this. */
async function named(text, within = "main") {
  const handle = await page.evaluateHandle(
    (words, root) =>
      [...document.querySelectorAll(`${root} button, ${root} a, ${root} label, ${root} summary`)].find(
        (node) => node.offsetParent && node.innerText.includes(words),
      ),
    text,
    within,
  );
  if (!handle.asElement()) throw new Error(`${page.url()} has nothing that says ${text}`);
  return handle.asElement();
}

const choose = async (text) => (await named(text)).tap();
const go = (path) => page.goto(base + path, { waitUntil: "networkidle0" });
const press = async (text, within) => {
  const element = await named(text, within);
  await Promise.all([page.waitForNavigation({ waitUntil: "networkidle0" }), element.tap()]);
};

async function resident() {
  await go(`/Q/${code}`);
  await look("welcome");
  await press("English", "header");
  await look("welcome-english");
  await press("中文", "header");
  await press("继续");
  await look("pledge");
  await draw(page, "canvas", [
    [[40, 40], [60, 80], [90, 120], [140, 50]],
    [[180, 40], [180, 130], [260, 90]],
  ]);
  seen.signature = await page.$eval("input[name=signature]", (field) => JSON.parse(field.value || "null"));
  await look("pledge-signed");
  await press("同意并签订");
  await look("app");
  await choose("我自己装的");
  await press("继续");
  await look("alerts");
  await choose("已开启");
  await press("确认");
  await look("receipt");
  await press("查看、撤回或者删除");
  await look("held");
  await choose("显示签名");
  await look("held-signature");
}

async function officer() {
  await go("/officer/login/");
  await page.type("#id_username", username);
  await page.type("#id_password", password);
  await Promise.all([page.waitForNavigation({ waitUntil: "networkidle2" }), (await page.$("main button")).tap()]);
  await go("/officer/");
  await page.waitForSelector("#app h1, #app nav, #app main");
  await look("officer");
}

try {
  await resident();
  await officer();
} catch (error) {
  seen.complaints.push(`The walk ended at ${page.url()}: ${error.message}`);
  await page.screenshot({ path: `${pictures}/old-end.png`, fullPage: true });
} finally {
  console.log(JSON.stringify(seen));
  await browser.close();
}
