// The app's words: both languages travel with it, so that it changes language without a network.
import { phone } from "../phone.js";
import { en } from "./en.js";
import { zh } from "./zh.js";

const LANGUAGES = { "zh-hans": zh, en };

export const words = () => LANGUAGES[phone().language] || zh;
export const inEnglish = () => phone().language === "en";

/** The name of a place or a campaign in the app's language; the Chinese one where no English one is known. */
export const nameOf = (thing) => (thing ? (inEnglish() && thing.name_en) || thing.name : "");

/** What the field list calls a term: label("activity_kind", "law_class"). */
export function label(group, key) {
  const { list } = phone();
  const term = list && (list.vocabulary[group] || []).find((each) => each.key === key);
  return term ? (inEnglish() ? term.en : term.zh) : key;
}

/** Changes with their measure words: 与群众签订责任书 +1份. */
export function figures(indicators) {
  const { list } = phone();
  const terms = (list && list.vocabulary.indicator) || [];
  return Object.entries(indicators || {})
    .map(([key, quantity]) => {
      const term = terms.find((each) => each.key === key);
      const change = quantity > 0 ? `+${quantity}` : `${quantity}`.replace("-", "−");
      if (!term) return `${key} ${change}`;
      if (!inEnglish()) return `${term.zh} ${change}${term.measure_zh}`;
      return `${term.en} ${change} ${term.measure_en[Math.abs(quantity) === 1 ? 0 : 1]}`;
    })
    .join(inEnglish() ? ", " : "、");
}

const two = (n) => String(n).padStart(2, "0");

/** "14:05" today, "11-25 14:05" on other days; the phone's own zone, as its clock shows it. */
export function time(moment) {
  const at = new Date(moment);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? clock : `${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}
