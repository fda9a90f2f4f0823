import { open } from "../officer/app.jsx";

document.documentElement.classList.add("js");
open(document.getElementById("app"));

const { serviceWorker } = document.documentElement.dataset;
// Without one, as in some in-app browsers, the app works for as long as its page is open.
if (serviceWorker && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(serviceWorker, { scope: "/officer/" }).catch(() => {});
}
