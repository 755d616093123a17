// Links and emphasis: on which words of the translation they stand, and putting them on others.

export function create(editor) {
  const { form, lines, texts, word } = editor;

  // The marks of a line that a chip stands for: those with its tag and address.
  const alike = (line, chip) => line.marks.filter(([, , tag, href]) => tag === chip.dataset.tag && (href ?? "") === chip.dataset.href);

  // Shows on which words each stands, by what the server has.
  function draw(line) {
    const text = line.stored ?? line.saved;
    for (const chip of line.element.querySelectorAll(".chip")) {
      const mark = alike(line, chip)[Number(chip.dataset.number)];
      const there = mark ? texts.cut(text, mark[0], mark[1]) : "";
      chip.querySelector(".chip-words").textContent = there || word("no_words");
      chip.classList.toggle("chip-lost", !there);
    }
  }

  // Puts a chip's mark on the words selected in the field.
  async function put(line, chip) {
    const { field } = line;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    const text = field.value;
    field.focus({ preventScroll: true });
    if (start === end || !text.slice(start, end).trim()) return editor.say(word("select_first")), line.status(word("select_first"));
    await editor.saving.save(line);
    if (field.value !== text || line.dirty || line.conflict || (line.stored ?? text) !== text) return undefined; // written on meanwhile
    const old = alike(line, chip)[Number(chip.dataset.number)];
    const mark = [texts.point(text, start), texts.point(text, end), chip.dataset.tag, chip.dataset.href];
    const marks = [...line.marks.filter((one) => one !== old), mark].sort((one, other) => one[0] - other[0]);
    return editor.saving.save(line, { marks });
  }

  // The first link or emphasis that has lost its words, else the first.
  const first = (line) => line.find(".chip-lost") ?? line.find(".chip");

  form.addEventListener("click", (event) => {
    const chip = event.target.closest('[data-do="mark"]')?.closest(".chip");
    if (chip) void put(lines.of(chip), chip);
  });
  return { draw, putFirst: (line) => { const chip = first(line); if (chip) void put(line, chip); } };
}
