import assert from "node:assert/strict";
import test from "node:test";
import { en } from "../src/officer/words/en.js";
import { zh } from "../src/officer/words/zh.js";

const HAN = /\p{Script=Han}/u;
// What stays in Latin letters within Chinese.
const LATIN = /[A-Za-z]{2,}/;
const said = (word) => (typeof word === "function" ? word("1", "2") : word);

function* texts(words) {
  for (const [key, word] of Object.entries(words)) {
    if (typeof word === "object") yield* texts(word);
    else if (key !== "language") yield [key, said(word)];
  }
}

test("both languages say the same things", () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const part of ["why", "flags"]) assert.deepEqual(Object.keys(zh[part]).sort(), Object.keys(en[part]).sort());
});

test("what takes a number in one language takes one in the other", () => {
  for (const key of Object.keys(zh)) assert.equal(typeof zh[key], typeof en[key], key);
});

test("the Chinese words hold no English, the English no Chinese", () => {
  assert.deepEqual([...texts(zh)].filter(([, text]) => LATIN.test(text)), []);
  assert.deepEqual([...texts(en)].filter(([, text]) => HAN.test(text)), []);
});

test("nothing is said in an empty word", () => {
  for (const [key, text] of [...texts(zh), ...texts(en)]) assert.ok(text.trim(), key);
});
