// How a counterexample's page looks: one column of text, the lanes beside the records where there
// is room, light or dark as the reader's system is, and nothing fetched from anywhere.

/** The style sheet. */
export const style = `
:root { color-scheme: light dark; --text: #1a1a1a; --quiet: #555; --paper: #fff; --stripe: #f3f5f7; --line: #d5d9dd;
  --pen: #ffe98a; --harm: #b34700; --link: #00558a; --wait: #8a8f98; }
@media (prefers-color-scheme: dark) { :root { --text: #e8e8e8; --quiet: #a9adb3; --paper: #15181c; --stripe: #1e2328;
  --line: #3a4148; --pen: #6b5a00; --harm: #ff9a5c; --link: #7cc4ff; --wait: #7d848d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem clamp(.75rem, 3vw, 2rem) 4rem; max-width: 82rem; background: var(--paper); color: var(--text);
  font: 15px/1.5 Verdana, "DejaVu Sans", Geneva, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: .4rem 0; max-width: 60rem; } small { display: block; color: var(--quiet); font-size: .8rem; }
code, pre { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9em; }
pre { background: var(--stripe); padding: .6rem .8rem; overflow-x: auto; border-radius: 4px; }
.setting { color: var(--quiet); } .verdict { border-left: 4px solid var(--harm); padding-left: .75rem; font-weight: bold; }
ol.story { list-style: none; margin: 0; padding: 0; max-width: 60rem; }
ol.story li { display: grid; grid-template-columns: 4.5rem 1fr; gap: .5rem; padding: .1rem .3rem; border-radius: 4px; }
ol.story li.harm { color: var(--harm); font-weight: bold; } ol.story li.now, .lanes tr.now > th, .lanes tr.now > td:nth-child(n) { background: color-mix(in srgb, var(--pen) 55%, transparent); }
button { white-space: nowrap; font: inherit; color: var(--link); background: none; border: 1px solid transparent; border-radius: 4px; padding: 0 .3rem; cursor: pointer; }
button:hover, button:focus-visible { border-color: var(--link); outline: none; } .bar button { border-color: var(--line); padding: .2rem .7rem; }
ol.story button { text-align: right; align-self: start; white-space: nowrap; }
.bar { display: flex; gap: .6rem; align-items: center; flex-wrap: wrap; position: sticky; top: 0; background: var(--paper); padding: .5rem 0; z-index: 2; border-bottom: 1px solid var(--line); }
.bar input { flex: 1 1 10rem; min-width: 6rem; accent-color: var(--link); } .told { min-height: 3em; }
.beside { display: grid; grid-template-columns: minmax(0, 3fr) minmax(17rem, 2fr); gap: 1.5rem; align-items: start; }
.scroll { position: relative; overflow: auto; max-height: min(75vh, 34rem); border: 1px solid var(--line); border-radius: 4px; }
.records { position: sticky; top: 3.5rem; max-height: calc(100vh - 5rem); overflow: auto; }
@media (max-width: 60rem) { .beside { grid-template-columns: minmax(0, 1fr); } .records { position: static; max-height: none; } .scroll { max-height: 55vh; } }
table { border-collapse: collapse; } th { font-weight: bold; text-align: left; vertical-align: top; }
.lanes { width: 100%; font-size: .85rem; line-height: 1.3; } .lanes th, .lanes td { padding: .2rem .35rem; vertical-align: top; }
.lanes thead th { position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--line); z-index: 1; }
.lanes th[scope=row], .lanes thead th:nth-child(-n+2) { white-space: nowrap; } .lanes thead th:nth-child(n+3) { min-width: 9rem; } .lanes td:nth-child(odd) { background: var(--stripe); } .time { white-space: nowrap; color: var(--quiet); }
.box { --role: #0072b2; display: block; padding: .15rem .4rem; border: 1px solid var(--role); border-left-width: 4px; border-radius: 3px;
  background: color-mix(in srgb, var(--role) 16%, var(--paper)); } .box.device { border-style: dashed; border-left-style: solid; }
.box.user { border-style: dotted; border-left-style: solid; } .box.harm { border: 3px solid var(--harm); } .box.harm strong { display: block; color: var(--harm); }
.waits, td.waits { background: repeating-linear-gradient(135deg, transparent 0 5px, color-mix(in srgb, var(--wait) 45%, transparent) 5px 7px) !important; }
td.waits span { background: var(--paper); padding: 0 .2rem; font-size: .8rem; } .held { display: block; color: var(--harm); font-size: .8rem; } .legend .held { display: inline; }
.legend { display: flex; flex-wrap: wrap; gap: .4rem .8rem; font-size: .85rem; align-items: center; } .legend .box { --role: var(--quiet); }
.fields { width: 100%; font-size: .85rem; } .fields th { padding: .5rem .3rem .1rem 0; } .fields td { padding: .05rem .3rem; } .fields td:first-child { color: var(--quiet); }
.fields td:last-child { text-align: right; font-weight: bold; } .fields tr.changed td { background: var(--pen); color: var(--text); } .ghost td:first-child { font-style: italic; }
.differ { display: inline-block; max-width: 100%; } .plain { border: 0; } .plain th, .plain td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); }
@media print { .bar, .records { display: none; } .scroll { max-height: none; overflow: visible; } .beside { display: block; } }
`;
