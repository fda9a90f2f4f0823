// An organisation at this place signs: under its own name the words in force, who signs for it, and one mark.
import { useRef, useState } from "preact/hooks";
import { act } from "../acts/keeping.js";
import { letter, where } from "../acts/making.js";
import { home } from "../nav.js";
import { usePhone } from "../phone.js";
import { say } from "../said.js";
import { seal } from "../sealing.js";
import { words } from "../words/words.js";
import { Choices, Primary, Screen, TextField } from "./parts.jsx";
import { afterSigning } from "./receipt.jsx";
import { drawnOn, Pad, TextInForce, textOf, useCampaign, WhichCampaign } from "./sign.jsx";

export function Letter({ code = "", placeId = 0 }) {
  const t = words();
  const { list } = usePhone();
  const here = ((list && list.organisations) || []).filter((each) => each.place === placeId);
  const [id, setId] = useState(here.length === 1 ? here[0].id : 0);
  const [how, setHow] = useState("");
  const [name, setName] = useState("");
  const [post, setPost] = useState("");
  const [wrong, setWrong] = useState({});
  const [chosen, setChosen] = useState("");
  const pad = useRef(null);
  const { campaigns, campaign } = useCampaign(code, chosen);
  const text = campaign && textOf(campaign, "unit");
  const organisation = here.find((each) => each.id === id);
  if (!here.length || !text) {
    return (
      <Screen title={t.letterTitle} foot={<Primary onClick={home}>{t.home}</Primary>}>
        <p class="notice notice-care">{here.length ? t.noText : t.noOrganisations}</p>
      </Screen>
    );
  }
  const isDrawn = how === "drawn";
  const save = async () => {
    const signature = isDrawn ? drawnOn(pad.current) : null;
    const missing = {
      name: isDrawn && !name.trim() ? t.letterNameMissing : "",
      post: isDrawn && !post.trim() ? t.letterPostMissing : "",
      mark: isDrawn && !signature ? t.signMissing : "",
    };
    setWrong(missing);
    const first = Object.values(missing).find(Boolean);
    if (first) return say({ text: first, kind: "wrong" });
    try {
      const personal = {
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(post.trim() ? { post: post.trim() } : {}),
        ...(signature ? { signature } : {}),
      };
      const sealed = Object.keys(personal).length ? await seal(list.seal_key.public, personal) : "";
      const at = where({ code, place: code ? 0 : placeId });
      const fields = letter(at, organisation.id, {
        paper: !isDrawn,
        text: text.version,
        campaign: code ? "" : campaign.slug,
        sealed,
      });
      const shown = { what: "letter", place: { name: organisation.name }, hasSigner: Boolean(sealed) };
      const item = await act("pledge", fields, { told: t.letterLogged, shown });
      if (item) afterSigning(item);
    } catch {
      say({ text: t.notRecorded, kind: "wrong" });
    }
    return undefined;
  };
  return (
    <Screen title={t.letterTitle} foot={<Primary onClick={save} disabled={!organisation || !how}>{t.save}</Primary>}>
      {here.length > 1 && (
        <Choices wide legend={t.whichOrganisation} name="organisation" options={here.map((each) => [each.id, each.name])} value={id} onChange={setId} />
      )}
      <WhichCampaign campaigns={campaigns} campaign={campaign} onChange={setChosen} />
      <TextInForce text={text} letterhead={organisation && organisation.name} />
      <Choices wide legend={t.letterHow} name="how" options={[["drawn", t.letterDrawn], ["paper", t.letterPaper]]} value={how} onChange={setHow} />
      {how && (
        <>
          <TextField id="name" label={isDrawn ? t.letterName : t.optional(t.letterName)} value={name} onInput={setName} longest={60} error={wrong.name} />
          <TextField id="post" label={isDrawn ? t.letterPost : t.optional(t.letterPost)} value={post} onInput={setPost} longest={60} error={wrong.post} />
        </>
      )}
      {isDrawn && <Pad key={`${text.version} ${id}`} root={pad} wrong={wrong.mark} />}
      {how && <p class="form-text">{t.signSealed}</p>}
    </Screen>
  );
}
