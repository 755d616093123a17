// The calm bar in the head: words that are not saved yet, and what a person can do about it.

export function create(editor) {
  const bar = document.getElementById("bar");
  const text = bar.querySelector("[data-bar]");
  const retry = bar.querySelector('[data-do="retry"]');
  const reload = bar.querySelector('[data-do="reload"]');
  const signIn = bar.querySelector("[data-sign-in]");
  const saved = document.querySelector("[data-saved-all]");
  let now = "";

  // Shows why something is not saved: offline, signed_out, forbidden or gone; the same twice is said once.
  function show(why) {
    if (why === now) return;
    now = why;
    text.textContent = editor.word(why === "offline" && !editor.drafts.safe ? "offline_risk" : why);
    retry.hidden = why === "gone";
    reload.hidden = why !== "gone";
    signIn.hidden = why !== "signed_out";
    bar.hidden = false;
  }

  function hide() {
    if (!now || now === "gone") return;
    now = "";
    bar.hidden = true;
    editor.say(editor.word("back_online"));
  }

  function settled(all) {
    saved.textContent = editor.editable && all ? editor.word("all_saved") : "";
  }

  reload.addEventListener("click", async () => {
    await editor.saving.flush();
    location.reload();
  });
  retry.addEventListener("click", () => editor.saving.retry());
  return { show, hide, settled, get why() { return now; } };
}
