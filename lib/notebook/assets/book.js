// What a page of the book does by itself: draws figures when they come into view, folds code, changes its colours.
// A plain script without imports, because a page opened from the file system may not load modules.
(() => {
  const remembered = {
    get(key) {
      try {
        return localStorage.getItem(`pinlab-${key}`);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(`pinlab-${key}`, value);
      } catch {
        // A browser may forbid storage to files; the choice then lasts as long as the page.
      }
    },
  };

  /** Replaces a figure's picture by the interactive version; on any error the picture stays. */
  function draw(drawing, json) {
    const { data, layout = {}, frames, config } = JSON.parse(json);
    const plot = document.createElement('div');
    plot.className = 'plot';
    drawing.append(plot);
    const responsive = layout.width === undefined;
    if (responsive) plot.style.width = `${drawing.parentElement.clientWidth - 2}px`;
    window.Plotly.newPlot(plot, data, layout, { displayModeBar: false, responsive, ...config })
      .then(() => (frames ? window.Plotly.addFrames(plot, frames) : undefined))
      .then(() => {
        drawing.classList.add('live');
        if (frames) window.pinlabStepKeys(window.Plotly, plot);
        window.pinlabOpenCells(window.Plotly, plot);
        if (plot.tabIndex === 0) drawing.removeAttribute('tabindex');
      })
      .catch(() => plot.remove());
  }

  function drawInView() {
    const waiting = new Map();
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          watcher.unobserve(target);
          draw(target, waiting.get(target));
        }
      },
      { rootMargin: '400px' },
    );
    for (const script of document.querySelectorAll('figure > script[type="application/json"]')) {
      const drawing = script.parentElement.querySelector('.drawing');
      waiting.set(drawing, script.textContent);
      watcher.observe(drawing);
    }
  }

  function setUpTheme(button) {
    const root = document.documentElement;
    const dark = () =>
      (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : '')) === 'dark';
    const show = () => {
      button.textContent = dark() ? 'Light' : 'Dark';
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      root.dataset.theme = dark() ? 'light' : 'dark';
      remembered.set('theme', root.dataset.theme);
      show();
    });
    show();
  }

  function setUpFolding(button) {
    const sources = [...document.querySelectorAll('details.source')];
    if (sources.length === 0) return;
    const fold = (folded) => {
      for (const source of sources) source.open = !folded;
    };
    const show = () => {
      button.textContent = sources.some((source) => source.open) ? 'Fold code' : 'Show code';
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      const folded = sources.some((source) => source.open);
      fold(folded);
      remembered.set('fold', folded ? 'yes' : 'no');
      show();
    });
    for (const source of sources) source.addEventListener('toggle', show);
    if (remembered.get('fold') === 'yes') fold(true);
    show();
  }

  setUpTheme(document.getElementById('theme'));
  setUpFolding(document.getElementById('fold'));
  if (window.Plotly) drawInView();
})();
