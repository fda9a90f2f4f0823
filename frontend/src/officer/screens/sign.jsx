// The resident signs on the officer's phone: the words, whether a guardian signs, one mark. What is personal is sealed before it is stored.
import { useEffect, useRef, useState } from "preact/hooks";
import { attachPad } from "../../signing/pad.js";
import { act } from "../acts/keeping.js";
import { home } from "../nav.js";
import { phone, usePhone } from "../phone.js";
import { say } from "../said.js";
import { seal } from "../sealing.js";
import { ask } from "../sync/asking.js";
import { inEnglish, nameOf, words } from "../words/words.js";
import { Choices, Primary, Screen, TextField } from "./parts.jsx";
import { afterSigning } from "./receipt.jsx";

// A dot is no signature: so many steps of the pen, twice over.
const LEAST = 12;

const MINOR = "under_14_with_guardian";

export function Sign({ code }) {
  const t = words();
  const { list } = usePhone();
  const [isGuarded, setGuarded] = useState(false);
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState("");
  const [number, setNumber] = useState("");
  const [chosen, setChosen] = useState("");
  const pad = useRef(null);
  const { campaigns, campaign } = useCampaign(code, chosen);
  const text = campaign && textOf(campaign, isGuarded ? "minor" : "resident");
  if (!text) {
    return (
      <Screen title={t.signTitle} foot={<Primary onClick={home}>{t.home}</Primary>}>
        <p class="notice notice-care">{t.noText}</p>
      </Screen>
    );
  }
  const sign = async () => {
    const marked = markOf(campaign.mark, pad.current, name);
    if (!marked) {
      const missing = campaign.mark === "finger" ? t.signMissing : t.nameMissing;
      setWrong(missing);
      if (pad.current) pad.current.scrollIntoView({ block: "center" });
      return say({ text: missing, kind: "wrong" });
    }
    const phoneNumber = number.replace(/[^0-9+]/g, "");
    if (campaign.phone_policy === "required" && phoneNumber.length < 5) {
      setWrong(t.phoneMissing);
      return say({ text: t.phoneMissing, kind: "wrong" });
    }
    try {
      const sealed = await seal(list.seal_key.public, { ...ageOf(campaign, isGuarded), ...marked, ...(phoneNumber ? { phone: phoneNumber } : {}) });
      const fields = { code, signer: "resident", assent: true, text_version: text.version, sealed };
      const hasSigner = Boolean(marked.name || marked.signature || phoneNumber);
      const item = await act("pledge", fields, { told: t.signed, shown: { what: "pledge", hasSigner } });
      if (item) afterSigning(item);
    } catch {
      say({ text: t.notRecorded, kind: "wrong" });
    }
    return undefined;
  };
  return (
    <Screen title={t.signTitle} foot={<Primary onClick={sign}>{t.signAgree}</Primary>}>
      <WhichCampaign campaigns={campaigns} campaign={campaign} onChange={setChosen} />
      <TextInForce text={text} />
      <p class="quiet">{t.voluntary}</p>
      <Choices
        wide
        legend={t.signAge}
        name="age"
        options={[["alone", t.signAlone(campaign.minimum_age)], ["guarded", t.signGuarded(campaign.minimum_age)]]}
        value={isGuarded ? "guarded" : "alone"}
        onChange={(who) => setGuarded(who === "guarded")}
      />
      {isGuarded && <p class="notice notice-care">{t.signGuardian}</p>}
      {campaign.mark === "finger" && <Pad key={text.version} root={pad} wrong={wrong} />}
      {campaign.mark === "typed_name" && <TextField id="name" label={t.signName} value={name} onInput={setName} longest={40} error={wrong} />}
      {campaign.phone_policy !== "never" && (
        <TextField
          id="phone"
          type="tel"
          label={campaign.phone_policy === "required" ? t.phone : t.optional(t.phone)}
          help={t.phoneWhy}
          value={number}
          onInput={setNumber}
          longest={20}
        />
      )}
      <p class="form-text">{t.signSealed}</p>
    </Screen>
  );
}

/** What is kept of the age: at a minimum of fourteen, that a guardian signed for a child under it. */
function ageOf(campaign, isGuarded) {
  return isGuarded && campaign.minimum_age === 14 ? { age_band: MINOR } : {};
}

/** The campaign that the code belongs to: where several are open, the server knows, else the officer says. */
export function useCampaign(code, chosen) {
  const { list, mode, csrf } = phone();
  const campaigns = (list && list.campaigns) || [];
  const [slug, setSlug] = useState("");
  useEffect(() => {
    if (!code || campaigns.length < 2 || mode !== "online") return;
    ask(`codes/${code}/`, { csrf }).then((heard) => heard && heard.status === 200 && setSlug(heard.body.campaign.slug));
  }, [code]);
  return { campaigns: slug ? [] : campaigns, campaign: campaigns.find((each) => each.slug === (slug || chosen)) || campaigns[0] };
}

export function WhichCampaign({ campaigns, campaign, onChange }) {
  const t = words();
  if (campaigns.length < 2) return null;
  const options = campaigns.map((each) => [each.slug, nameOf(each)]);
  return <Choices wide legend={t.whichCampaign} name="campaign" options={options} value={campaign.slug} onChange={onChange} />;
}

/** The text in force of this kind, in the app's language where there is one, else in Chinese; minors have the residents' where there is no other. */
export function textOf(campaign, kind) {
  const language = inEnglish() ? "en" : "zh-hans";
  const found = (wanted) => campaign.texts.find((text) => text.kind === kind && text.language === wanted);
  return found(language) || found("zh-hans") || (kind === "minor" ? textOf(campaign, "resident") : undefined);
}

/** The words that are signed; those of an organisation under its own name. */
export function TextInForce({ text, letterhead }) {
  const t = words();
  return (
    <article class="pledge" lang={text.language}>
      {letterhead && <p class="letterhead">{letterhead}</p>}
      <h2>{text.title}{text.is_sample ? `（${t.sample}）` : ""}</h2>
      <p class="pledge-body">{text.body}</p>
    </article>
  );
}

/** The one mark the campaign asks for; null where it is missing. */
function markOf(mark, pad, name) {
  if (mark === "assent") return {};
  if (mark === "typed_name") return name.trim() ? { name: name.trim() } : null;
  const signature = drawnOn(pad);
  return signature && { signature };
}

/** What was drawn on a pad; null for nothing, or no more than a dot. */
export function drawnOn(pad) {
  const drawn = pad && pad.querySelector("input").value;
  const signature = drawn ? JSON.parse(drawn) : null;
  return signature && signature.strokes.flat().length >= LEAST ? signature : null;
}

export function Pad({ root, wrong }) {
  const t = words();
  useEffect(() => attachPad(root.current), []);
  return (
    <div class="field" ref={root}>
      <p class="form-label" id="pad-label">{t.signMark}</p>
      <canvas class="pad" aria-labelledby="pad-label" role="img" />
      <input type="hidden" />
      <button type="button" class="btn btn-link" data-clear>{t.signClear}</button>
      {wrong && <p class="invalid-feedback" role="alert">{wrong}</p>}
    </div>
  );
}
