// Of the preview only: loads the page again after a build, and shows what is wrong in the content.
(() => {
  const box = document.createElement("aside");
  box.id = "refresher-preview";
  box.setAttribute("role", "status");
  box.style.cssText =
    "position:fixed;z-index:9999;inset:auto 1rem 1rem;max-height:50vh;overflow:auto;padding:1rem;" +
    "background:#fff7e0;color:#222;border:2px solid #b00;white-space:pre-wrap;" +
    "font:14px/1.5 ui-monospace,monospace;box-shadow:0 2px 12px #0004";
  const show = (state) => {
    box.textContent = state.problems;
    box.style.borderColor = state.failed ? "#b00" : "#b80";
    if (state.problems) document.body.append(box);
    else box.remove();
  };
  new EventSource("/_refresher/events").onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (state.version !== Number("VERSION")) location.reload();
    else show(state);
  };
})();
