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
    try { localStorage.setItem("mode", root.dataset.theme); } catch { /* not remembered */ }
    show();
  });
  system.addEventListener("change", show);
  show();
  mode.hidden = false;
}

const icon = '<svg aria-hidden="true" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"><path d="M6 6l12 12M18 6 6 18"/></svg>';

function dialog(className, label, closeLabel) {
  const element = document.createElement("dialog");
  element.className = className;
  element.setAttribute("aria-label", label);
  const head = document.createElement("div");
  head.className = className === "drawer" ? "drawer-head" : "dialog-head";
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

// The menu: below the text without JavaScript, a drawer with it.
const menuLink = $("#refresher_menu-link");
if (menuLink) {
  const nav = $("#refresher_menu-nav");
  const home = nav.parentElement;
  const words = menuLink.dataset;
  menuLink.setAttribute("role", "button");
  menuLink.setAttribute("aria-haspopup", "dialog");
  let drawer;
  const open = (event) => {
    event.preventDefault();
    drawer ??= dialog("drawer", nav.getAttribute("aria-label"), words.close);
    drawer.append(nav);
    drawer.addEventListener("close", () => { home.append(nav); menuLink.focus(); }, { once: true });
    drawer.showModal();
  };
  menuLink.addEventListener("click", open);
  menuLink.addEventListener("keydown", (event) => { if (event.key === " ") open(event); });
  matchMedia("(min-width: 68rem)").addEventListener("change", () => drawer?.close());
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
  searchLink.addEventListener("click", openSearch);
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

// Cite and share.
const copied = $("#refresher_copied");
async function copy(text) {
  await navigator.clipboard.writeText(text);
  // Emptied first, so that a second copy is announced as well.
  copied.textContent = "";
  requestAnimationFrame(() => { copied.textContent = copied.dataset.words; });
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy($(button.dataset.copy).textContent.trim()));
}
for (const link of document.querySelectorAll("[data-copy-file]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return; // the link then downloads the file
    event.preventDefault();
    const reply = await fetch(link.href);
    await copy((await reply.text()).trim());
  });
}
const share = $("[data-share]");
share?.addEventListener("click", async (event) => {
  if (!navigator.share && !navigator.clipboard) return;
  event.preventDefault();
  if (navigator.share) await navigator.share({ title: document.title, url: share.href }).catch(() => {});
  else await copy(share.href);
});

// On the 404 page: suggests pages with similar addresses.
const suggestions = $("#refresher_suggestions");
if (suggestions) import(new URL("not_found.js", here)).then(({ suggest }) => suggest(suggestions));
