import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { read } from "../src/scanning/reading.js";

const CODE = "ABCDEFGHJKMNPQRS";
const hosts = ["FZ.EXAMPLE.CN", "tz.example.cn:8443"];
const what = (text, ours = hosts) => read(text, { hosts: ours }).what;

const shared = new URL("../../tests/codes/ways_of_writing.json", import.meta.url);
const { host, cases } = JSON.parse(await readFile(shared, "utf8"));

for (const [written, code] of cases) {
  test(`phone and server find the same code in ${JSON.stringify(written)}`, () => {
    const found = read(written, { hosts: [host] });
    assert.equal(found.what === "number" ? "" : found.code, code);
  });
}

test("the address tells a code, a witness code and a receipt apart", () => {
  assert.deepEqual(read(`https://FZ.EXAMPLE.CN/Q/${CODE}`, { hosts }), { what: "code", code: CODE, host: "" });
  assert.deepEqual(read(`https://FZ.EXAMPLE.CN/W/${CODE}`, { hosts }), { what: "witness", code: CODE, host: "" });
  assert.deepEqual(read(`https://FZ.EXAMPLE.CN/R/${CODE}`, { hosts }), { what: "receipt", code: CODE, host: "" });
});

test("six digits are a number of the day, also in full width and with a space", () => {
  assert.deepEqual(read("４０７ ２１６", { hosts }), { what: "number", code: "407216", host: "" });
});

test("every host that is ours will do, with its port", () => {
  assert.equal(what(`https://tz.example.cn:8443/Q/${CODE}`), "code");
  assert.equal(what(`http://127.0.0.1:8000/Q/${CODE}`, ["127.0.0.1:8000"]), "code");
  assert.equal(what(`http://127.0.0.1:8001/Q/${CODE}`, ["127.0.0.1:8000"]), "foreign");
});

test("a port that the scheme says already makes no other host", () => {
  assert.equal(what(`https://fz.example.cn:443/Q/${CODE}`), "code");
  assert.equal(what(`https://fz.example.cn/Q/${CODE}`, ["fz.example.cn:443"]), "code");
  assert.equal(what(`http://fz.example.cn/Q/${CODE}`, ["fz.example.cn:80"]), "code");
});

test("a code at another host is foreign, and the host is named", () => {
  const foreign = { what: "foreign", code: "", host: "fz-example.cn" };
  assert.deepEqual(read(`https://fz-example.cn/Q/${CODE}`, { hosts }), foreign);
  assert.deepEqual(read(`fz-example.cn/Q/${CODE}`, { hosts }), foreign);
});

test("an address that only looks like ours is its own host's", () => {
  for (const address of [
    `https://fz.example.cn@evil.example/Q/${CODE}`,
    `https://fz.example.cn.evil.example/Q/${CODE}`,
    `https://evil.example/https://fz.example.cn/Q/${CODE}`,
    `https://evil.example/?https://fz.example.cn/Q/${CODE}`,
    `https://fz.example.cn:8443/Q/${CODE}`,
    `https:\\\\evil.example/Q/${CODE}`,
  ]) {
    assert.equal(what(address), "foreign", address);
  }
});

test("a host in letters of another script is named as the network knows it", () => {
  assert.equal(read("https://fz.exаmple.cn/Q/", { hosts }).host, "fz.xn--exmple-4nf.cn");
});

test("other texts are foreign and name no host", () => {
  for (const text of ["WIFI:T:WPA;S:net;P:secret;;", "weixin://dl/business", "tel:96110", "https://", "x".repeat(2001)]) {
    assert.deepEqual(read(text, { hosts }), { what: "foreign", code: "", host: "" }, text);
  }
});

test("an empty text, and a page of ours that is no code, are nothing", () => {
  for (const text of ["", " \n", "https://fz.example.cn/", `https://fz.example.cn/X/${CODE}`]) {
    assert.equal(what(text), "nothing", text);
  }
});
