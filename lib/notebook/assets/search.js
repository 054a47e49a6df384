// The book's search: the passages and the index are loaded when the reader first looks for something.
(() => {
  const box = document.getElementById('search');
  const results = document.getElementById('results');
  if (!box || !results) return;
  document.querySelector('.search').hidden = false;
  let loading;

  const load = (address) =>
    new Promise((loaded, failed) => {
      const script = document.createElement('script');
      script.src = address;
      script.onload = loaded;
      script.onerror = () => failed(new Error(`${address} is missing beside this page`));
      document.head.append(script);
    });

  async function makeIndex() {
    await Promise.all([load('assets/minisearch.js'), load('assets/passages.js')]);
    const index = new window.MiniSearch({
      fields: ['heading', 'chapter', 'text'],
      storeFields: ['heading', 'chapter', 'link', 'text'],
      searchOptions: { boost: { heading: 3, chapter: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
    });
    index.addAll(window.pinlabPassages);
    return index;
  }

  /** Some words around the first match. */
  function around(text, terms) {
    const at = Math.max(
      0,
      Math.min(...terms.map((term) => text.toLowerCase().indexOf(term)).filter((found) => found >= 0), text.length),
    );
    const from = at === text.length ? 0 : Math.max(0, text.lastIndexOf(' ', Math.max(0, at - 50)) + 1);
    const words = text.slice(from, from + 140);
    return `${from > 0 ? '… ' : ''}${words}${from + 140 < text.length ? ' …' : ''}`;
  }

  function entryOf({ chapter, heading, link, terms, text }) {
    const item = document.createElement('li');
    const target = document.createElement('a');
    target.href = link;
    target.textContent = heading === '' ? chapter : `${chapter} › ${heading}`;
    const words = document.createElement('span');
    words.textContent = around(text, terms);
    item.append(target, words);
    return item;
  }

  async function look() {
    const wanted = box.value.trim();
    if (wanted === '') return close();
    loading ??= makeIndex();
    try {
      const found = (await loading).search(wanted).slice(0, 12);
      if (box.value.trim() !== wanted) return;
      const list = document.createElement('ol');
      list.append(...found.map(entryOf));
      const count = document.createElement('p');
      count.textContent =
        found.length === 0
          ? `Nothing was found for “${wanted}”.`
          : `${found.length === 12 ? 'The best 12 places' : found.length === 1 ? '1 place' : `${found.length} places`}`;
      results.replaceChildren(count, list);
      results.hidden = false;
    } catch (error) {
      results.textContent = `The search does not work: ${error.message}.`;
      results.hidden = false;
    }
  }

  function close() {
    results.hidden = true;
    results.replaceChildren();
  }

  box.addEventListener('input', look);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !results.hidden) {
      close();
      box.focus();
    }
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !results.hidden && event.target.closest('.search')) {
      const links = [box, ...results.querySelectorAll('a')];
      const next = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
      links[Math.max(0, Math.min(links.length - 1, next))].focus();
      event.preventDefault();
    }
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.search') || event.target.closest('#results a')) close();
  });
})();
