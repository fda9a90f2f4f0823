import { keepLive } from "../dashboard/live.js";

const element = document.getElementById("live");
if (element) keepLive(element);
