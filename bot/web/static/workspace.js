/* What makes the workspace lively. Without it every button is a form and every form a page.

   1. Forms are sent in the background. A page that comes back with a form or a question is shown as a dialog;
      the conversation that comes back otherwise takes the place of what is shown.
   2. "/live" says that something has changed; the page is fetched again. Only what differs is exchanged, so
      focus, scrolling and typed text stay. What came in is said to screen readers.
   3. The composer completes /taskforce; the list of people can be searched; on a phone one panel is current. */
"use strict";

const workspace = document.getElementById("workspace");
const talk = document.getElementById("talk");
const dialog = document.getElementById("dialog");
const news = document.getElementById("news");
const away = document.getElementById("away");
const say = document.getElementById("say");
const words = document.getElementById("words");

/* ---------- exchanging what differs ---------- */
const bare = (html) => html.replace(/name="key" value="[^"]*"/g, "");
const drawn = new Map(parts(document).map((part) => [part.dataset.part, bare(part.innerHTML)]));
let asking = null; // the composer, or the article whose button was pressed, while its answer is shown
const spent = new Set(); // those of them whose keys are used up: the next page to come in brings new ones
let latest = 0; // pages may come back in another order than they were asked for

function parts(page) { return [...page.querySelectorAll("[data-part]")]; }

function exchange(page) {
  const fresh = page.getElementById("workspace");
  if (!fresh) return;
  if (fresh.dataset.base !== workspace.dataset.base) { location.assign(fresh.dataset.base); return; }
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  const low = atEnd();
  const resized = workspace.className !== fresh.className;
  workspace.className = fresh.className;
  const focus = remembered();
  for (const part of parts(page)) {
    const name = part.dataset.part, html = bare(part.innerHTML);
    const old = document.querySelector(`[data-part="${name}"]`);
    if (!old || drawn.get(name) === html) continue;
    drawn.set(name, html);
    old.replaceChildren(...part.childNodes);
    if (part.ariaLabel) old.ariaLabel = part.ariaLabel;
  }
  renew("#words", page);
  renew("#composer [name=key]", page);
  for (const attribute of ["placeholder"]) {
    const box = page.getElementById("say");
    if (box && say) say.setAttribute(attribute, box.getAttribute(attribute));
  }
  const came = converse(page.querySelector("[data-talk]"));
  const answered = came && asking !== null; // what one asks for oneself is shown wherever one had scrolled to
  if (answered || (low && (came || resized))) toEnd();
  if (came && (answered || low)) came.scrollIntoView({ block: "nearest" }); // a long answer is read from its beginning
  focus();
  search();
  panel();
  follow();
}

/* The words to complete change with language and place; the composer's key with every sending. */
function renew(selector, page) {
  const old = document.querySelector(selector), fresh = page.querySelector(selector);
  if (!old || !fresh) return;
  if (old.matches("input")) { if (spent.delete("composer")) old.value = fresh.value; }
  else if (old.hidden && old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
}

/* Posts keep their elements as long as they look the same. */
function converse(fresh) {
  const box = document.querySelector("[data-talk]");
  if (!box || !fresh) return null; // an open mail
  const known = new Map([...box.children].map((child) => [child.id, child]));
  const said = [];
  let first = null; // of those that came in
  let next = box.firstElementChild;
  for (const child of [...fresh.children]) {
    const old = known.get(child.id);
    known.delete(child.id);
    const same = old && old.dataset.version === child.dataset.version;
    const busy = old && old.querySelector("dialog[open]");
    if (old && (busy || (same && !spent.has(old)))) {
      if (old === next) next = next.nextElementSibling; else box.insertBefore(old, next);
      continue;
    }
    if (old === next && old) next = next.nextElementSibling;
    box.insertBefore(child, next);
    if (old) { old.remove(); spent.delete(old); }
    if (!child.dataset.said || same) continue;
    said.push(child.dataset.said);
    if (!old) first ??= child;
  }
  known.forEach((gone) => gone.remove());
  if (said.length) news.textContent = said.slice(-3).join(". ");
  return first;
}

const newestFirst = talk.matches(".post"); // the letter box is read from its top
function atEnd() { return !newestFirst && talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80; }
function toEnd() { if (!newestFirst) talk.scrollTop = talk.scrollHeight; }

/* Where the focus was, by what can be found again after the exchange. */
function remembered() {
  const active = document.activeElement;
  const article = active?.closest("article"), id = active?.id;
  const at = article ? [...article.querySelectorAll("a, button, input")].indexOf(active) : -1;
  const href = active?.getAttribute?.("href");
  return () => {
    if (active?.isConnected || dialog.open) return;
    const again = article ? document.getElementById(article.id) : null;
    const found = (id && document.getElementById(id))
      || again?.querySelectorAll("a, button, input")[at]
      || again?.querySelector("a, button")
      || (href && document.querySelector(`a[href="${CSS.escape(href)}"]`))
      || (article ? again ?? talk : null);
    if (!found) return;
    if (found.tabIndex < 0) found.tabIndex = -1;
    found.focus({ preventScroll: true });
  };
}

/* ---------- fetching ---------- */
const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

async function refresh() {
  const mine = ++latest;
  let answer;
  try { answer = await fetch(location.pathname + location.search); } catch { return; } // the program is down: "/live" tells when it is back
  if (!answer.ok || mine !== latest) return;
  const page = await parsed(answer);
  if (mine === latest) exchange(page);
}

async function send(form, button) {
  const composed = form.id === "composer";
  form.dataset.sending = "";
  if (composed && spent.has("composer")) await refresh();
  const body = new URLSearchParams(new FormData(form, button));
  const pressed = form.closest("article");
  const buttons = [...(pressed ?? form).querySelectorAll("button:not([aria-disabled])")];
  buttons.forEach((each) => { each.setAttribute("aria-disabled", "true"); });
  try {
    const came = await fetch(form.getAttribute("action"), { method: "POST", body })
      .then(async (answer) => ({ ok: answer.ok, page: await parsed(answer) })).catch(() => null);
    reached(form, came !== null);
    if (!came) return; // sent once more with the same key it is done once
    const page = came.page, asked = page.querySelector("[data-dialog]");
    if (composed && came.ok) { say.value = ""; complete(false); toEnd(); }
    asking = composed ? "composer" : pressed;
    if (asking) spent.add(asking);
    if (asked) { show(asked); if (asking) await refresh(); return; }
    form.closest("dialog")?.close();
    ++latest;
    exchange(page);
  } catch {
    location.reload();
  } finally {
    asking = null;
    delete form.dataset.sending;
    buttons.forEach((each) => { each.removeAttribute("aria-disabled"); });
  }
}

/* Nothing of what was written goes while the program is away. In a dialog nothing outside it can be seen. */
function reached(form, yes) {
  if (!yes) (form.closest("dialog") ?? document.body).append(away);
  away.hidden = yes;
}

document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (!form.matches("form[data-live]") || button?.formMethod === "dialog") return;
  event.preventDefault();
  if (form.dataset.confirm) { document.getElementById(form.dataset.confirm).showModal(); return; }
  if (!("sending" in form.dataset) && button?.getAttribute("aria-disabled") !== "true") send(form, button);
});

/* ---------- the dialog ---------- */
let again = () => {};

function show(asked) {
  if (!dialog.open) again = remembered();
  dialog.replaceChildren(asked);
  dialog.setAttribute("aria-labelledby", asked.dataset.labelledby);
  dialog.classList.toggle("wide", "wide" in asked.dataset);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  const first = dialog.querySelector("[autofocus]") ?? dialog.querySelector("input:not([type=hidden]), textarea, select, button");
  first?.focus();
}

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  dialog.close();
});
dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  if (document.activeElement === document.body) again(); // the button itself has been drawn again meanwhile
});

/* ---------- news ---------- */
let stream = null;

function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource("/live");
  let lost = false;
  stream.addEventListener("open", () => { if (lost) refresh(); lost = false; away.hidden = true; });
  stream.addEventListener("error", () => { lost = true; });
  stream.addEventListener("changed", refresh);
  stream.addEventListener("wound", (event) => {
    const bar = document.getElementById("winding");
    bar.hidden = false;
    bar.querySelector("progress").value = Number(event.data);
    document.querySelectorAll(".time .btn, #wind-step").forEach((each) => { each.setAttribute("aria-disabled", "true"); });
    drawn.delete("guide"); // what is shown differs from what was drawn
  });
}
/* A browser opens few streams to one place: a page that nobody sees needs none. */
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { stream?.close(); stream = null; } else { listen(); refresh(); }
});
addEventListener("pagehide", () => { stream?.close(); stream = null; });
addEventListener("pageshow", (event) => { if (event.persisted) { listen(); refresh(); } });

/* ---------- completion ---------- */
const shown = () => [...words.children].filter((word) => !word.hidden);
const name = (word) => word.querySelector("strong").textContent;

function select(word) {
  [...words.children].forEach((each) => each.setAttribute("aria-selected", each === word));
  if (word) { say.setAttribute("aria-activedescendant", word.id); word.scrollIntoView({ block: "nearest" }); }
  else say.removeAttribute("aria-activedescendant");
}
function complete(yes) {
  words.hidden = !yes;
  say.setAttribute("aria-expanded", yes);
  if (!yes) select(null);
}
function take(word) { say.value = name(word) + " "; complete(false); say.focus(); }
function fits(word, typed) {
  return [name(word), ...word.dataset.also.split(" ").map((each) => `/taskforce ${each}`)].some((each) => each.startsWith(typed));
}

say?.addEventListener("input", () => {
  const typed = say.value.trimStart().toLowerCase();
  [...words.children].forEach((word) => { word.hidden = !fits(word, typed); });
  complete(typed.startsWith("/") && shown().length > 0);
  if (!words.hidden) select(shown()[0]);
});
say?.addEventListener("keydown", (event) => {
  if (words.hidden) return;
  const all = shown(), at = all.findIndex((word) => word.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") select(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") select(all[(at - 1 + all.length) % all.length]);
  else if (event.key === "Tab" && !event.shiftKey && at >= 0 && say.value.trim() !== name(all[at])) take(all[at]);
  else if (event.key === "Enter" && at >= 0 && say.value.trim() !== name(all[at])) take(all[at]);
  else if (event.key === "Escape") complete(false);
  else return;
  event.preventDefault();
});
say?.addEventListener("blur", () => setTimeout(() => complete(false), 150)); // after a click in the list
words?.addEventListener("pointerdown", (event) => {
  const word = event.target.closest("[role=option]");
  if (word) { event.preventDefault(); take(word); }
});

/* ---------- people ---------- */
const find = document.getElementById("find");

function search() {
  const wanted = find.value.trim().toLowerCase();
  const people = document.querySelectorAll("#personas li");
  people.forEach((each) => { each.hidden = !each.dataset.search.includes(wanted); });
  document.querySelectorAll("#personas .personas section").forEach((group) => { group.hidden = !group.querySelector("li:not([hidden])"); });
  document.getElementById("nobody").hidden = [...people].some((each) => !each.hidden);
}
document.getElementById("personas").addEventListener("toggle", (event) => { if (event.newState === "open") find.focus(); });
find.addEventListener("input", search);
find.form.addEventListener("submit", (event) => {
  event.preventDefault();
  document.querySelector("#personas li:not([hidden]) a")?.click();
});

/* ---------- a letter ---------- */
/* Its frame is as tall as it is, so that there is one thing to scroll. Nothing in a letter runs. */
function fit(frame) {
  const letter = frame.contentDocument;
  if (!letter?.body) return;
  const measure = () => { frame.style.height = `${Math.ceil(letter.body.getBoundingClientRect().height) + 2}px`; };
  measure();
  new ResizeObserver(measure).observe(letter.body);
}
document.addEventListener("load", (event) => { if (event.target.id === "letter") fit(event.target); }, true);
const letter = document.getElementById("letter");
if (letter?.contentDocument?.readyState === "complete") fit(letter);

/* ---------- the guide ---------- */
let step = null;

function follow() {
  const current = document.querySelector(".steps [aria-current]");
  const name = current?.firstElementChild.textContent ?? null;
  if (current && name !== step) current.scrollIntoView({ block: "nearest" });
  step = name;
}

/* ---------- panels on a phone ---------- */
function panel() {
  const tabs = [...document.querySelectorAll(".tabs a")];
  const at = tabs.find((tab) => tab.hash === location.hash) ?? tabs[1];
  tabs.forEach((tab) => { if (tab === at) tab.setAttribute("aria-current", "true"); else tab.removeAttribute("aria-current"); });
}
addEventListener("hashchange", () => { panel(); if (location.hash === "#talk") toEnd(); });

if (document.readyState === "complete") listen(); else addEventListener("load", listen);
panel();
follow();
if (!location.search) toEnd();
