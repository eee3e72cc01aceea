// What stands around the messages: questions to the person, toasts, the status line, the menu of commands, the line one writes in.

import { element } from "./rendering.js";

export const find = (id) => document.getElementById(id);

let fading = 0;
export function toast(text) {
  clearTimeout(fading);
  find("toast").textContent = text;
  find("toast").hidden = false;
  fading = setTimeout(() => { find("toast").hidden = true; }, 3500);
}

// What the bot does right now; for five seconds, as in Telegram.
let fade = 0;
export function busy(shown, otherwise) {
  clearTimeout(fade);
  find("status").textContent = shown || otherwise;
  find("status").classList.toggle("busy", Boolean(shown));
  if (shown) fade = setTimeout(() => busy("", otherwise), 5000);
}

// Ask in a dialog: nothing if the person turns away, else what was written and ticked.
export function ask(words, { field = "", value = "", check = "", yes = "确定", alone = false } = {}) {
  const dialog = find("ask");
  find("ask-words").textContent = words;
  find("ask-field").hidden = !field;
  find("ask-field").firstElementChild.textContent = field;
  find("ask-input").value = value;
  find("ask-check").hidden = !check;
  find("ask-check").lastElementChild.textContent = check;
  find("ask-check").firstElementChild.checked = Boolean(check);
  find("ask-no").hidden = alone;
  find("ask-yes").textContent = yes;
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
  (field ? find("ask-input") : find("ask-yes")).focus();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"
      ? { value: find("ask-input").value.trim(), checked: find("ask-check").firstElementChild.checked } : null), { once: true });
  });
}
find("ask-no").onclick = () => find("ask").close("no");
find("ask-input").onkeydown = (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  find("ask").close("yes");
};

export function sidebar(shown) {
  find("side").classList.toggle("open", shown);
  find("show-side").setAttribute("aria-expanded", String(shown));
}

// The menu of commands above the line one writes in.
function menu(listed, pick) {
  const area = find("commands");
  area.replaceChildren(...listed.map((one) => element("li", { role: "option", onclick: () => pick(one.command) },
    element("b", {}, `/${one.command}`), element("span", {}, one.description))));
  area.hidden = !listed.length;
  find("menu").setAttribute("aria-expanded", String(!area.hidden));
}

function walk(step) {
  const items = [...find("commands").children];
  const now = items.findIndex((one) => one.getAttribute("aria-selected") === "true");
  items[now]?.setAttribute("aria-selected", "false");
  const next = items[now < 0 && step < 0 ? items.length - 1 : (now + step + items.length) % items.length];
  next?.setAttribute("aria-selected", "true");
  next?.scrollIntoView({ block: "nearest" });
}

function grow() {
  const area = find("text");
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

// Wire the line one writes in: `say` gets a text, `offer` files, `commands()` is the menu as it is now, `leave()` drops a quotation.
export function wire({ say, offer, commands, leave }) {
  const text = find("text");
  const pick = (command) => { menu([], pick); text.value = ""; grow(); say(`/${command}`); text.focus(); };
  find("menu").onclick = () => { menu(find("commands").hidden ? commands() : [], pick); text.focus(); };
  find("attach").onclick = () => find("file").click();
  find("file").onchange = (event) => { offer([...event.target.files]); event.target.value = ""; };
  find("write").onsubmit = (event) => {
    event.preventDefault();
    const written = text.value;
    text.value = "";
    grow();
    menu([], pick);
    say(written);
  };
  text.oninput = () => {
    grow();
    menu(/^\/\w*$/.test(text.value) ? commands().filter((one) => `/${one.command}`.startsWith(text.value)) : [], pick);
  };
  text.onkeydown = (event) => {
    if (event.isComposing) return;
    const shown = !find("commands").hidden;
    if (shown && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); walk(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    const chosen = find("commands").querySelector('[aria-selected="true"]');
    if (shown && chosen) chosen.click();
    else find("write").requestSubmit();
  };
  const close = () => { menu([], pick); sidebar(false); find("more").open = false; };
  find("main").addEventListener("click", (event) => {
    if (!event.target.closest("#show-side")) sidebar(false);
    if (!event.target.closest("#more")) find("more").open = false;
    if (!event.target.closest("#commands, #menu, #text")) menu([], pick);
  });
  find("show-side").onclick = () => sidebar(!find("side").classList.contains("open"));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(); leave(); } });
  dropping(offer);
}

function dropping(offer) {
  let inside = 0;
  const show = (event, count) => { event.preventDefault(); inside = count; find("drop").hidden = inside <= 0; };
  document.addEventListener("dragenter", (event) => show(event, inside + 1));
  document.addEventListener("dragleave", (event) => show(event, inside - 1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => { show(event, 0); offer([...event.dataTransfer.files]); });
  document.addEventListener("paste", (event) => { const files = [...event.clipboardData.files]; if (files.length) offer(files); });
}
