// Small conveniences; every page works without them.
"use strict";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

// "/" goes to the search box, Escape and a click outside close the menus.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = all("[data-search], .site-menu[open] input[type=search]").find((one) => one.offsetParent);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
  if (event.key === "Escape") closeMenus(null, true);
});
document.addEventListener("click", (event) => closeMenus(event.target, false));
function closeMenus(inside, focus) {
  for (const menu of all("details.menu[open], details.site-menu[open]")) {
    if (inside && menu.contains(inside)) continue;
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  }
}

// An identity number is grouped and checked while it is typed (GB 11643, MOD 11-2).
function identityState(raw) {
  const typed = raw.normalize("NFKC").toUpperCase().replace(/[^0-9X]/g, "").replace(/X(?=.)/g, "");
  const grouped = [typed.slice(0, 6), typed.slice(6, 10), typed.slice(10, 14), typed.slice(14, 18)].filter(Boolean).join(" ");
  if (typed.length !== 18) return { typed, grouped, kind: "count", value: typed.length };
  const born = `${typed.slice(6, 10)}-${typed.slice(10, 12)}-${typed.slice(12, 14)}`;
  const date = new Date(`${born}T00:00:00Z`);
  if (isNaN(date) || date.toISOString().slice(0, 10) !== born) return { typed, grouped, kind: "date" };
  const digit = "10X98765432"[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(typed[i]), 0) % 11];
  return { typed, grouped, kind: digit === typed[17] ? "right" : "wrong", value: digit };
}
function checkIdentity(input) {
  const echo = document.getElementById(`${input.id}-echo`);
  const state = identityState(input.value);
  echo.className = `echo echo--${state.kind === "date" ? "wrong" : state.kind}`;
  echo.textContent = state.typed && `${state.grouped} · ${echo.dataset[state.kind].replace("#", state.value)}`;
}

// Choosing rows: the box in the head, and how many are chosen.
function countSelection() {
  for (const output of all("[data-selected-count]")) {
    const form = document.getElementById(output.dataset.selectedCount);
    const chosen = [...form.elements].filter((one) => (one.type === "checkbox" && one.checked) || one.matches("[data-kept]")).length;
    output.dataset.idle ??= output.textContent;
    output.textContent = chosen ? output.dataset.words.replace("#", chosen) : output.dataset.idle;
  }
  for (const head of all("[data-select-all]")) {
    const boxes = all(`tbody input[name="${head.dataset.selectAll}"]`, head.closest("table"));
    const ticked = boxes.filter((one) => one.checked).length;
    head.checked = ticked > 0 && ticked === boxes.length;
    head.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}
document.addEventListener("input", (event) => { if (event.target.matches("[data-identity]")) checkIdentity(event.target); });
document.addEventListener("change", (event) => {
  const { selectAll } = event.target.dataset;
  if (selectAll) all(`tbody input[name="${selectAll}"]`, event.target.closest("table")).forEach((box) => { box.checked = event.target.checked; });
  countSelection();
});

// After loading and after every swap; a lost connection says so and keeps what was typed.
function prepare(root) {
  all("[data-select-all]", root).forEach((head) => { head.hidden = false; });
  all("[data-identity]", root).forEach((input) => { if (input.value) checkIdentity(input); });
  all("[data-focus]", root).slice(0, 1).forEach((one) => one.focus());
  countSelection();
}
prepare(document);
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
const lost = (hidden) => () => { const sign = document.getElementById("lost"); if (sign) sign.hidden = hidden; };
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, lost(false));
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) lost(true)(); });
