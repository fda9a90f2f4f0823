// What a text is that was scanned or typed: one of our codes, a number of the day, or somebody else's.
//
// The rules for the letters are those of outreach/codes/alphabet.py; both pass tests/codes/ways_of_writing.json.

const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const WELL_FORMED = new RegExp(`^[${ALPHABET}]{16}$`);
const NUMBER = /^[0-9]{6}$/;
const LONGEST = 2000;

const ADDRESS = /^https?:\/\//i;
const WITHOUT_SCHEME = /^([a-z0-9.-]+\.[a-z0-9-]+|localhost|\[[0-9a-f:]+\])(:\d+)?([/?#]|$)/i;
const CODE_IN_ADDRESS = /^(?:https?:\/\/)?[^/?#]*\/([QWR])\/([^/?#]*)/i;
const KINDS = { Q: "code", W: "witness", R: "receipt" };

/**
 * @param text what was scanned or typed, @param hosts the hosts of our own site, each with its port where it has one
 * @returns {what, code, host}. `what` is "code", "witness" or "receipt" (by the address; a bare code is "code"),
 *   "number" (six digits), "foreign" (not ours: `host` names the other site, empty where the text is no address), or
 *   "nothing" (empty, or a page of ours that is no code). `code` holds the letters or the digits.
 */
export function read(text, { hosts }) {
  if (text.length > LONGEST) return found("foreign");
  const plain = text.normalize("NFKC").trim();
  if (!plain) return found("nothing");
  const address = plain.includes("/") ? addressIn(plain, hosts) : null;
  if (address) return inAddress(plain, address, hosts);
  const letters = lettersOf(plain);
  if (WELL_FORMED.test(letters)) return found("code", letters);
  if (NUMBER.test(letters)) return found("number", letters);
  return found("foreign");
}

const found = (what, code = "") => ({ what, code, host: "" });

const lettersOf = (text) => text.replace(/[^0-9A-Za-z]+/g, "").toUpperCase();

// The browser's own reading decides which host an address names: "https://ours@theirs/" is theirs.
function addressIn(text, hosts) {
  const bare = text.split(/[/?#]/, 1)[0].toLowerCase();
  const isBare = WITHOUT_SCHEME.test(text) || hosts.some((host) => host.toLowerCase() === bare);
  const whole = ADDRESS.test(text) ? text : isBare ? `https://${text}` : "";
  if (!whole) return null;
  try {
    return new URL(whole.replace(/\s+/g, ""));
  } catch (error) {
    return null;
  }
}

function inAddress(text, address, hosts) {
  if (!hosts.some((host) => isHost(address, host))) return { ...found("foreign"), host: address.host };
  // As it was written: the browser's reading has changed spaces and dashes.
  const [, letter, rest] = CODE_IN_ADDRESS.exec(text) || [];
  const code = letter ? lettersOf(rest) : "";
  return WELL_FORMED.test(code) ? found(KINDS[letter.toUpperCase()], code) : found("nothing");
}

// Of ":443" and ":80" the browser leaves out what the scheme says already.
function isHost({ host, protocol }, ours) {
  return host === ours.toLowerCase().replace(protocol === "https:" ? /:443$/ : /:80$/, "");
}
