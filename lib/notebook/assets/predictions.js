// Predictions on a page of the book: what would give an answer away waits until the reader has chosen or asked to
// see it. Choices stay in this browser. Without this script everything is shown; on paper, too.
(() => {
  const key = (question) => `pinlab-prediction-${question}`;
  const memory = new Map();
  const chosen = {
    get(question) {
      try {
        return localStorage.getItem(key(question)) ?? memory.get(question) ?? null;
      } catch {
        return memory.get(question) ?? null;
      }
    },
    set(question, answer) {
      memory.set(question, answer);
      try {
        localStorage.setItem(key(question), answer);
      } catch {
        // A browser may forbid storage to files; the choice then lasts as long as the page.
      }
    },
    forget(question) {
      memory.delete(question);
      try {
        localStorage.removeItem(key(question));
      } catch {
        // Nothing was stored then.
      }
    },
  };
  /** What is stored for "show me": no answer, but no waiting either. */
  const shown = '?';
  const fields = [...document.querySelectorAll('fieldset.question')];
  const waiting = [...document.querySelectorAll('.awaits')];
  const questionsOf = (element) => element.dataset.awaits.split(' ');

  /** The run's own answer, from the line that the cell printed. */
  function measuredFor(question) {
    const last = waiting.filter((element) => questionsOf(element).includes(question)).at(-1);
    return /Measured: (.+)\.$/m.exec(last?.textContent ?? '')?.[1];
  }

  function show() {
    for (const element of waiting) {
      const open = questionsOf(element).every((question) => chosen.get(question) !== null);
      element.classList.toggle('closed', !open);
      element.querySelector('.hint').hidden = open;
    }
    for (const field of fields) {
      const { question } = field.dataset;
      const answer = chosen.get(question);
      for (const input of field.querySelectorAll('input')) input.checked = input.value === answer;
      field.querySelector('.show').textContent = answer === null ? 'Show me' : 'Ask me again';
      field.querySelector('.said').textContent = said(answer, measuredFor(question));
    }
  }

  function said(answer, measured) {
    if (answer === null) return 'What comes next is hidden until you choose.';
    if (answer === shown) return 'No prediction.';
    if (measured === undefined) return `You predicted ${answer}.`;
    return answer === measured
      ? `You predicted ${answer}, and so it is measured below.`
      : `You predicted ${answer}; measured below: ${measured}.`;
  }

  for (const field of fields) {
    const { question } = field.dataset;
    field.hidden = false;
    field.closest('.cell')?.querySelector('pre.output')?.classList.add('replaced');
    field.addEventListener('change', (event) => {
      chosen.set(question, event.target.value);
      show();
    });
    field.querySelector('.show').addEventListener('click', () => {
      if (chosen.get(question) === null) chosen.set(question, shown);
      else chosen.forget(question);
      show();
    });
  }
  show();
})();
