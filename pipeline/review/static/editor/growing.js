// Fields as tall as their text. Newer browsers do it by themselves (field-sizing); for the others this does.

export function create(editor) {
  const nothing = { all: () => {} };
  if (CSS.supports("field-sizing", "content")) return nothing;
  document.documentElement.classList.add("grows");
  const { lines, form } = editor;

  // All heights are read before any is set, so that the page is laid out once.
  function grow(fields) {
    for (const field of fields) field.style.height = "auto";
    const heights = fields.map((field) => field.scrollHeight + field.offsetHeight - field.clientHeight);
    fields.forEach((field, at) => { field.style.height = `${heights[at]}px`; });
  }

  const all = () => grow(lines.all.map((line) => line.field));
  form.addEventListener("input", (event) => { if (event.target.matches("#lines textarea")) grow([event.target]); });
  let width = 0;
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return;
    width = entry.contentRect.width;
    all();
  }).observe(document.getElementById("lines"));
  return { all };
}
