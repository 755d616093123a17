// Two people at one sentence: theirs and yours side by side, and nothing goes until somebody chose.

export function create(editor) {
  const { lines, drafts, word } = editor;
  const template = document.getElementById("conflict");
  const earlier = document.getElementById("earlier");

  // Shows both; the field keeps one's own words and may be written in meanwhile.
  function open(line, { revision, theirs, diff }) {
    close(line);
    line.conflict = { revision, theirs };
    const section = template.content.cloneNode(true).firstElementChild;
    section.querySelector("[data-who]").textContent = theirs.person;
    section.querySelector("[data-when]").textContent = theirs.at;
    section.querySelector("[data-theirs]").textContent = theirs.target;
    section.querySelector("[data-yours]").textContent = line.field.value;
    if (!diff) for (const told of section.querySelectorAll("[data-from-to]")) told.hidden = true;
    section.querySelector("[data-diff]").innerHTML = diff; // escaped by the server, del and ins only
    line.field.after(section);
    line.element.classList.add("line-conflict");
    line.status(word("unsaved"), "unsaved");
    lines.count();
    editor.saving.tell();
    editor.say(word("conflict"));
  }

  function close(line) {
    line.conflict = null;
    line.find(".conflict")?.remove();
    line.element.classList.remove("line-conflict");
    lines.count();
  }

  async function takeTheirs(line) {
    const { revision, theirs } = line.conflict;
    const mine = line.field.value;
    close(line);
    line.based(revision);
    line.saved = theirs.target;
    line.stored = undefined;
    remember(line, mine);
    editor.texts.put(line.field, theirs.target);
    drafts.drop(line.key);
    await editor.presence.refresh([line]);
    line.status("", "");
  }

  async function keepMine(line) {
    const { revision, theirs } = line.conflict;
    close(line);
    line.based(revision);
    line.saved = theirs.target; // what the server has now
    line.field.focus({ preventScroll: true });
    drafts.keep(line.key, line.field.value, revision);
    if (line.dirty) await editor.saving.save(line);
    else {
      drafts.drop(line.key);
      await editor.presence.refresh([line]);
    }
  }

  // Keeps words a person gave up within reach, until the page is left.
  function remember(line, text) {
    if (!text || text === line.saved) return;
    const place = line.find(".target");
    const block = earlier.content.cloneNode(true).firstElementChild;
    block.querySelector(".offer-kind").textContent = word("earlier");
    block.querySelector(".offer-words").textContent = text;
    block.querySelector(".take").dataset.text = text;
    place.append(block);
    editor.suggestions?.number(line);
  }

  editor.form.addEventListener("click", (event) => {
    const what = event.target.closest("button[data-do]")?.dataset.do;
    const line = lines.of(event.target);
    if (!line?.conflict) return;
    if (what === "theirs") void takeTheirs(line);
    if (what === "mine") void keepMine(line);
  });
  editor.form.addEventListener("input", (event) => {
    const line = lines.of(event.target);
    if (line?.conflict && event.target === line.field) line.find("[data-yours]").textContent = line.field.value;
  });
  return { open, remember };
}
