// The receipt of whoever signed on this phone: a code to scan and keep, as it came with the server's answer.
import { useEffect } from "preact/hooks";
import { home, replace } from "../nav.js";
import { phone, usePhone } from "../phone.js";
import { words } from "../words/words.js";
import { Drawn } from "./drawn.jsx";
import { Primary, Screen } from "./parts.jsx";

/** After somebody has signed: where the network is there they wait for the receipt, else it is shown on the row's screen once it came. */
export function afterSigning(item) {
  if (phone().mode === "online" && item.shown.hasSigner) replace("receipt", { id: item.id });
  else home();
}

export function Receipt({ id }) {
  const t = words();
  const { items, mode } = usePhone();
  const item = items.find((each) => each.id === id);
  const isWaiting = Boolean(item) && item.state === "queued";
  // A form has its stub; what came back is said at the foot of whatever screen comes.
  const isOver = !item || !(isWaiting || item.receipt);
  useEffect(() => {
    if (isOver) home();
  }, [isOver]);
  return (
    <Screen title={t.receiptTitle} foot={<Primary onClick={home}>{t.done}</Primary>}>
      {item && item.receipt && <ReceiptCode receipt={item.receipt} />}
      {isWaiting && <p class="notice">{mode === "online" ? t.receiptComing : t.receiptLater}</p>}
    </Screen>
  );
}

/** Of one row: the code, or that it comes with the sending. What was voided holds nothing of the signer. */
export function ReceiptOf({ row }) {
  const t = words();
  const { item } = row;
  if (!item) return null;
  if (row.state === "counted" && item.receipt) return <ReceiptCode receipt={item.receipt} />;
  return row.state === "queued" && item.shown.hasSigner ? <p class="notice">{t.receiptLater}</p> : null;
}

function ReceiptCode({ receipt }) {
  const t = words();
  return (
    <figure class="receipt">
      <Drawn class="receipt-code" drawn={receipt} name={t.receiptTitle} />
      <figcaption>{t.receiptScan}</figcaption>
    </figure>
  );
}
