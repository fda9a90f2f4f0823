// One indicator in bars. The table beside each chart says the same in text; the chart only shows the shape.
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([AriaComponent, BarChart, GridComponent, SVGRenderer, TooltipComponent]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// As many bars as can bear a name and a figure each; of more the axis names some, and the table all.
const MOST_NAMED = 16;
const PRINTED_WIDTH = 620;
const NARROW = 480;

function options({ names, values, measure, isLong }, isNarrow) {
  const isDense = !isLong && names.length > MOST_NAMED;
  const ink = token("--ink-soft");
  // By name: ECharts measures labels on a canvas, which inherits nothing.
  const text = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
  const categories = {
    type: "category",
    data: names,
    inverse: isLong,
    axisLabel: { ...text, interval: isDense ? "auto" : 0, width: isLong ? 150 : 90, overflow: "break" },
    axisLine: { lineStyle: { color: token("--line") } },
    axisTick: { show: false },
  };
  const numbers = {
    type: "value",
    name: measure,
    nameTextStyle: text,
    minInterval: 1,
    splitNumber: isNarrow ? 2 : 5,
    axisLabel: { ...text, formatter: String, hideOverlap: true },
    splitLine: { lineStyle: { color: token("--line") } },
  };
  return {
    animation: false,
    // The element around it carries the name; the figures are in the table.
    aria: { enabled: false },
    grid: { left: 8, right: 56, top: 40, bottom: 8, containLabel: true },
    xAxis: isLong ? numbers : categories,
    yAxis: isLong ? categories : numbers,
    // An HTML tooltip would need inline styles, which the content policy forbids.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    series: [
      {
        type: "bar",
        data: values,
        barMaxWidth: 36,
        itemStyle: { color: token("--accent") },
        label: { ...text, show: !isDense, position: isLong ? "right" : "top", color: token("--ink") },
      },
    ],
  };
}

export function drawBars(element, figures) {
  if (figures.isLong) element.style.height = `${Math.max(12, figures.names.length * 2.4 + 5)}rem`;
  const chart = echarts.init(element, null, { renderer: "svg" });
  const draw = () => chart.setOption(options(figures, element.clientWidth < NARROW));
  draw();
  window.addEventListener("resize", () => chart.resize());
  window.addEventListener("beforeprint", () => chart.resize({ width: PRINTED_WIDTH }));
  window.addEventListener("afterprint", () => chart.resize({ width: "auto" }));
  window.matchMedia("(prefers-color-scheme: dark)").addListener(draw);
}
