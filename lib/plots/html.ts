// A figure as a piece of HTML: its static picture, which becomes interactive where plotly is at hand.
//
// plotly itself is never inside (a notebook stays small) and never fetched from another site. The
// script looks, in this order, for `window.Plotly`; for `<meta name="pinlab-plotly" content="URL">`
// (how the book says where its copy lies); for the project's own copy behind a Jupyter server that
// was started in the project. Where there is none, or where scripts do not run, the picture stays.
import { createHash } from 'node:crypto';
import type { Figure } from './figure.js';
import { openCellsScript } from './openings.js';

/**
 * Arrow keys for a figure with frames: left and right go one step, Home and End to the ends.
 * A function expression in JavaScript, to be called with plotly and the figure's element.
 */
export const stepKeysScript = `function (Plotly, plot) {
  plot.tabIndex = 0;
  plot.addEventListener('keydown', function (event) {
    var slider = plot.layout.sliders && plot.layout.sliders[0];
    if (!slider) return;
    var last = slider.steps.length - 1, at = slider.active || 0;
    var to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    var step = slider.steps[Math.min(last, Math.max(0, to))];
    Plotly.animate(plot, step.args[0], step.args[1]);
  });
}`;

/** What makes a figure's picture interactive; `more` is done with plotly and the figure's element. */
const upgradeScript = (more: string): string => `function (id, figure) {
  var box = document.querySelector('[data-pinlab="' + id + '"]:not([data-live])');
  if (!box) return;
  box.setAttribute('data-live', '');
  function draw() {
    var Plotly = window.Plotly, still = box.firstElementChild, plot = document.createElement('div');
    box.appendChild(plot);
    Plotly.newPlot(plot, figure.data, figure.layout, { displayModeBar: false, responsive: false }).then(function () {
      if (still) still.remove();
      ${more}
      if (!figure.frames) return;
      (${stepKeysScript})(Plotly, plot);
      return Plotly.addFrames(plot, figure.frames);
    }, function () { plot.remove(); });
  }
  function place() {
    var meta = document.querySelector('meta[name="pinlab-plotly"]'), base = document.body.dataset.baseUrl;
    if (meta) return meta.content;
    var page = document.getElementById('jupyter-config-data');
    if (!base && page) base = JSON.parse(page.textContent).baseUrl;
    return base && base.replace(/\\/?$/, '/') + 'files/node_modules/plotly.js/plotly-cartesian.min.js';
  }
  function load(url) {
    return window.pinlabPlotly = window.pinlabPlotly || new Promise(function (done, fail) {
      var script = document.createElement('script');
      script.src = url; script.onload = done; script.onerror = fail;
      document.head.appendChild(script);
    });
  }
  if (window.Plotly) return draw();
  var url = place();
  if (url) load(url).then(draw, function () {});
  else window.addEventListener('load', function () { if (window.Plotly) draw(); });
}`;

/** What an interactive plotly needs of a figure; numbers keep ten digits. */
export function plotlyJson({ data, layout, frames }: Figure): Pick<Figure, 'data' | 'layout' | 'frames'> {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(10)) : value;
  return JSON.parse(JSON.stringify({ data, layout, frames }, short));
}

/** The piece of HTML for a figure whose static picture is `svg`. */
export function figureToHtml(figure: Figure, svg: string): string {
  const json = JSON.stringify(plotlyJson(figure)).replaceAll('<', '\\u003c');
  const id = createHash('sha256').update(json).digest('hex').slice(0, 12);
  const more = figure.layout.meta?.openings === undefined ? '' : `(${openCellsScript})(Plotly, plot);`;
  const label = figure.title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return (
    `<div data-pinlab="${id}" role="figure" aria-label="${label}">${svg}</div>\n` +
    `<script>(${upgradeScript(more)})("${id}", ${json});</script>`
  );
}
