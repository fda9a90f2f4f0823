import { attachChallenge } from "../signing/challenge.js";
import { attachPad } from "../signing/pad.js";
import { attachRefill } from "../signing/refill.js";
import { attachRetry } from "../signing/sending.js";

document.documentElement.classList.add("js");
attachRefill();
document.querySelectorAll("[data-pad]").forEach(attachPad);
document.querySelectorAll("form[data-retry]").forEach(attachRetry);
document.querySelectorAll("form[data-challenged]").forEach(attachChallenge);
