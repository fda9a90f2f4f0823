import { drawBars } from "../charts/bars.js";

document.documentElement.classList.add("js");
const figures = document.getElementById("charts");
if (figures) {
  const charts = JSON.parse(figures.textContent);
  document.querySelectorAll("[data-chart]").forEach((element) => {
    drawBars(element, charts[element.dataset.chart]);
  });
}
