// Choosing a place where there is no code to scan: afterwards, at the desk.
import { useState } from "preact/hooks";
import { nameOf, words } from "../words/words.js";
import { usePhone } from "../phone.js";
import { Screen, TextField } from "./parts.jsx";

const SHOWN = 30;

export function PlacePicker({ onPick }) {
  const t = words();
  const { list } = usePhone();
  const [wanted, setWanted] = useState("");
  const places = (list && list.places) || [];
  const found = places.filter((place) => `${place.name} ${place.name_en}`.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <Screen title={t.where}>
      {!places.length && <p class="notice notice-care">{t.noPlaces}</p>}
      {places.length > 8 && <TextField id="search" label={t.searchPlace} value={wanted} onInput={setWanted} type="search" />}
      <ul class="rows">
        {found.slice(0, SHOWN).map((place) => (
          <li key={place.id}>
            <button type="button" class="way" onClick={() => onPick(place.id)}>{nameOf(place)}</button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
