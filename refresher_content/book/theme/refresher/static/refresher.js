// Enhancements of a page; none is needed to read it.
const root = document.documentElement;
const $ = (selector, from = document) => from.querySelector(selector);

// Light or dark: the system's choice until the reader makes one.
const mode = $("#refresher_mode");
if (mode) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const current = () => root.dataset.theme ?? (system.matches ? "dark" : "light");
  const show = () => mode.setAttribute("aria-pressed", String(current() === "dark"));
  mode.addEventListener("click", () => {
    root.dataset.theme = current() === "dark" ? "light" : "dark";
    try { localStorage.setItem("mode", root.dataset.theme); } catch { /* lasts for this page */ }
    show();
  });
  system.addEventListener("change", show);
  show();
}

const icon = '<svg aria-hidden="true" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"><path d="M6 6l12 12M18 6 6 18"/></svg>';

function dialog(className, label, closeLabel) {
  const element = document.createElement("dialog");
  element.className = className;
  element.setAttribute("aria-label", label);
  const head = document.createElement("div");
  head.className = "dialog-head";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tool close";
  close.setAttribute("aria-label", closeLabel);
  close.innerHTML = icon;
  // The browser takes the focus out of a closed dialog only with its next frame.
  const dismiss = () => {
    element.close();
    if (element.contains(document.activeElement)) document.activeElement.blur();
  };
  close.addEventListener("click", dismiss);
  head.append(close);
  element.append(head);
  // In a search field, Escape would only clear the text.
  element.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); dismiss(); } });
  element.addEventListener("click", (event) => { if (event.target === element) dismiss(); });
  document.body.append(element);
  return element;
}

// Search: its code and index are loaded on first use.
const searchLink = $("#refresher_search-link");
const searchPage = $("[data-search]");
const here = document.currentScript.src;
const loadSearch = () => import(new URL("search.js", here));
let searchDialog;
async function openSearch(event) {
  event?.preventDefault();
  if (searchPage) return $("input", searchPage)?.focus();
  if (!searchDialog) {
    searchDialog = dialog("finder", searchLink.textContent.trim(), searchLink.dataset.close);
    const place = document.createElement("div");
    searchDialog.append(place);
    searchDialog.showModal();
    const { mount } = await loadSearch();
    await mount(place, searchLink.href);
  } else {
    searchDialog.showModal();
    $("input", searchDialog)?.focus();
    $("input", searchDialog)?.select();
  }
}
if (searchLink) {
  for (const link of document.querySelectorAll("#refresher_search-link, [data-search-link]")) link.addEventListener("click", openSearch);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if ((slash || control) && !$("dialog[open]")) openSearch(event);
  });
}
if (searchPage) loadSearch().then(({ mount }) => mount(searchPage, location.href));

// Tables wider than the text can be scrolled with the keyboard.
for (const table of document.querySelectorAll("main table")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;

// Copy, print and share.
const address = $('link[rel="canonical"]')?.href ?? location.href.split("#")[0];
const copied = $("#refresher_copied");
async function copy(text) {
  await navigator.clipboard.writeText(text);
  // Emptied first, so that a second copy is announced as well.
  copied.textContent = "";
  requestAnimationFrame(() => { copied.textContent = copied.dataset.words; });
}
// The text of a part of the page, a line for each paragraph, with numbers where it has a list.
function plain(element) {
  const lines = [];
  for (const one of element.querySelectorAll("h2, h3, li")) {
    const list = one.closest("ol");
    lines.push(one.matches("li") && list ? `${[...list.children].indexOf(one) + 1}. ${one.textContent.trim()}` : `\n${one.textContent.trim()}`);
  }
  return (lines.join("\n") || element.textContent).trim();
}
function offer(selector, use) {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", (event) => use(button, event));
  }
}
if (navigator.clipboard) offer("[data-copy]", (button) => {
  const source = $(button.dataset.copy);
  const citation = $("#refresher_citation");
  return copy(source.matches("p") ? source.textContent.trim() : [plain(source), citation?.textContent.trim() ?? document.title, address].join("\n\n"));
});
// A file with a citation is copied rather than downloaded.
if (navigator.clipboard) offer("[data-copy-file]", async (link, event) => {
  event.preventDefault();
  const reply = await fetch(link.href);
  await copy((await reply.text()).trim());
});
offer("[data-print]", () => print());
// A worksheet is the page on paper with the questions alone, and room to write.
offer("[data-worksheet]", () => {
  root.classList.add("worksheet");
  print();
  root.classList.remove("worksheet");
});
if (navigator.share || navigator.clipboard) offer("[data-share]", async () => {
  if (navigator.share) await navigator.share({ title: document.title, url: address }).catch(() => {});
  else await copy(address);
});
// A quotation that is copied from an article brings its source.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  const citation = $("#refresher_citation");
  const words = selection.toString();
  if (!citation || words.length < 60 || !$(".refresher-text")?.contains(selection.anchorNode)) return;
  event.preventDefault();
  const html = document.createElement("div");
  html.append(selection.getRangeAt(0).cloneContents(), document.createElement("p"));
  html.lastChild.textContent = `${citation.textContent.trim()} ${address}`;
  event.clipboardData.setData("text/plain", `${words}\n\n${html.lastChild.textContent}`);
  event.clipboardData.setData("text/html", html.innerHTML);
});

// On the 404 page: suggests pages with similar addresses.
const suggestions = $("#refresher_suggestions");
if (suggestions) import(new URL("not_found.js", here)).then(({ suggest }) => suggest(suggestions));
