// Puts the editor together. The page names each part with an address that changes with its content, so the parts do
// not import each other: they are loaded here and handed what they need.

const form = document.getElementById("editor");
const words = JSON.parse(form.dataset.words);
const names = Object.entries(JSON.parse(form.dataset.parts));
const loaded = await Promise.all(names.map(async ([name, address]) => [name, await import(address)]));
const parts = Object.fromEntries(loaded);

const live = document.getElementById("editor-live");
const editor = {
  form,
  language: document.documentElement.lang,
  editable: form.dataset.editable === "1",
  texts: parts.texts,
  word: (name, values = {}) => parts.texts.filled(words[name], values),
  say: (text) => {
    live.textContent = "";
    requestAnimationFrame(() => { live.textContent = text; });
  },
};
document.documentElement.classList.add("scripted");
editor.lines = parts.lines.create(editor);
editor.drafts = parts.drafts.create(form.dataset);
editor.exchange = parts.exchange.create(form);
editor.bar = parts.bar.create(editor);
for (const name of ["growing", "conflicts", "saving", "issues", "suggestions", "marks", "terms", "presence", "leaving", "keys"]) {
  editor[name] = parts[name].create(editor);
}
editor.saving.putBack();
editor.lines.begin();
form.dataset.ready = "1";
