// What moves in a counterexample's page, as the browser's JavaScript: one step at a time, by button,
// slider, arrow keys or a click on a step; the records show the state after it.

/** The script; it reads the trace from the element `trace`. */
export const script = `
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('trace').textContent);
  var last = data.steps.length, at = -1;
  var slider = document.getElementById('slider'), told = document.getElementById('told');
  var fields = document.getElementById('fields'), all = document.getElementById('all');
  var moving = {};
  data.steps.forEach(function (step) { step.changes.forEach(function (c) { moving[c[0]] = true; }); });
  function text(value) { return value === null ? 'none' : value === true ? 'yes' : value === false ? 'no' : String(value); }
  function add(parent, name, content, className) {
    var element = document.createElement(name);
    if (content !== undefined) element.textContent = content;
    if (className) element.className = className;
    parent.appendChild(element);
    return element;
  }
  function valuesAt(step) {
    var now = {};
    data.records.forEach(function (r) { r.fields.forEach(function (f) { now[r.record + '.' + f.name] = f.value; }); });
    for (var i = 0; i < step; i++) data.steps[i].changes.forEach(function (c) { now[c[0] + '.' + c[1]] = c[3]; });
    return now;
  }
  function showFields() {
    var now = valuesAt(at), changed = {};
    if (at > 0) data.steps[at - 1].changes.forEach(function (c) { changed[c[0] + '.' + c[1]] = c[2]; });
    fields.textContent = '';
    data.records.forEach(function (r) {
      if (!all.checked && !moving[r.record]) return;
      var head = add(add(fields, 'tr'), 'th', r.record);
      head.colSpan = 2;
      head.scope = 'colgroup';
      r.fields.forEach(function (f) {
        var name = r.record + '.' + f.name, marked = name in changed;
        var row = add(fields, 'tr', undefined, (marked ? 'changed ' : '') + (f.ghost ? 'ghost' : ''));
        add(row, 'td', f.name + (f.ghost ? ' *' : ''));
        add(row, 'td', (marked ? text(changed[name]) + ' → ' : '') + text(now[name]));
      });
    });
  }
  function into(element) {
    var box = element.closest('.scroll');
    if (!box) return;
    box.scrollTop = Math.max(0, element.offsetTop - box.clientHeight / 3);
    var cell = element.querySelector('.box');
    var inside = box.getBoundingClientRect(), lies = cell.getBoundingClientRect();
    if (lies.left < inside.left || lies.right > inside.right)
      box.scrollLeft += lies.left - inside.left - (inside.width - lies.width) / 2;
  }
  function go(step) {
    step = Math.min(last, Math.max(0, step));
    if (step === at) return;
    at = step;
    slider.value = String(at);
    told.textContent = at === 0 ? 'Before the first step.' : data.steps[at - 1].told;
    document.querySelectorAll('.now').forEach(function (e) { e.classList.remove('now'); });
    var row = document.querySelector('tr[data-step="' + at + '"]');
    if (row) { row.classList.add('now'); into(row); }
    document.querySelectorAll('li[data-first]').forEach(function (e) {
      if (+e.dataset.first <= at && at <= +e.dataset.last) e.classList.add('now');
    });
    showFields();
  }
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-go]');
    if (button) go(+button.dataset.go);
    else if (event.target.closest('[data-by]')) go(at + +event.target.closest('[data-by]').dataset.by);
  });
  document.addEventListener('keydown', function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    var to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  });
  slider.addEventListener('input', function () { go(+slider.value); });
  all.addEventListener('change', showFields);
  go(data.start);
})();
`;
