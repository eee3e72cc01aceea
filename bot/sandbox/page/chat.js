// The page: one person in one tab. State comes from the server; events change it; nothing is kept here that a reload would lose.

import { act, call, extras, offer, own, state, wish } from "./acts.js";
import { ask, busy, find, sidebar, toast, wire } from "./panels.js";
import { bubble, day, element, summary } from "./rendering.js";

const more = extras({ here: () => here(), show: async (chat) => { await loadChats(); await open(chat); } });
const pending = new Map();
const key = (number, data) => `${number} ${data}`;

// --- people and chats

async function begin() {
  const { people, bot } = await call("");
  Object.assign(state, { people, bot, me: people.find((one) => one.key === wish.get("as")) || people[0] });
  find("person").replaceChildren(...people.map((one) => element("option", { value: one.key, selected: one === state.me }, one.name)));
  await loadChats();
  await open(state.me.id);
  connect();
}

async function loadChats() {
  const { chats, bot } = await own("/chats");
  Object.assign(state, { chats, bot });
  showChats();
}

function showChats() {
  find("chats").replaceChildren(...state.chats.map((one) => {
    const unread = state.unread.get(one.chat) || 0;
    const made = element("button", { type: "button", onclick: () => open(one.chat) },
      element("span", { class: "face", ariaHidden: "true" }, one.title.slice(0, 1)),
      element("span", {}, element("b", {}, one.title), element("span", { class: "last" }, summary(one.last) || (one.type === "private" ? "机器人" : "群"))),
      unread ? element("span", { class: "unread" }, String(unread), element("span", { class: "hidden" }, "条未读")) : "");
    made.setAttribute("aria-current", String(one.chat === state.chat));
    return element("li", {}, made);
  }));
  const total = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
  document.title = `${total ? `(${total}) ` : ""}${state.me.name} · ${state.bot.name}`;
}

const here = () => state.chats.find((one) => one.chat === state.chat);
const calm = () => (here().type === "private" ? "机器人" : here().bot_in ? "群 · 有机器人" : "群");

async function open(chat) {
  state.chat = chat;
  state.unread.delete(chat);
  sidebar(false);
  const [{ messages, last_event: last }, { commands }] = await Promise.all([own(`/messages?chat=${chat}`), own(`/commands?chat=${chat}`)]);
  state.messages = new Map(messages.map((one) => [one.message.message_id, one]));
  state.last = Math.max(state.last, last);
  state.commands = commands;
  find("title").textContent = here().title;
  find("face").textContent = here().title.slice(0, 1);
  showAll();
  showState();
  showChats();
}

// --- messages

const place = {
  get me() { return state.me.id; },
  get group() { return state.chat < 0; },
  file: (id) => `/people/${state.me.key}/files/${encodeURIComponent(id)}`,
  pending: (number, data) => pending.has(key(number, data)),
  doing: { command: (text) => send(text), link: follow, tap },
};

function showAll() {
  const log = find("log");
  log.replaceChildren();
  if (!state.messages.size && state.chat > 0) log.append(element("p", { class: "about" }, state.bot.description || `${state.bot.name}\n点“开始”打个招呼。`));
  let before = "";
  for (const seen of state.messages.values()) {
    const today = day(seen.message.date);
    if (today !== before) log.append(element("div", { class: "day" }, today));
    before = today;
    log.append(drawn(seen));
  }
  log.scrollTop = log.scrollHeight;
}

function drawn(seen) {
  const made = bubble(seen, place);
  made.ondblclick = () => quote(seen.message);
  return made;
}

const nearEnd = () => { const log = find("log"); return log.scrollHeight - log.scrollTop - log.clientHeight < 120; };

function toEnd() {
  const log = find("log");
  log.scrollTop = log.scrollHeight;
  find("down").hidden = true;
}

function added(seen) {
  const close = nearEnd();
  const first = state.messages.size === 0;
  const mine = seen.message.from.id === state.me.id;
  state.messages.set(seen.message.message_id, seen);
  if (first) showAll();
  else find("log").append(drawn(seen));
  if (close || mine) toEnd();
  else find("down").hidden = false;
}

function changed(seen) {
  const number = seen.message.message_id;
  if (!state.messages.has(number)) return;
  const close = nearEnd();
  state.messages.set(number, { ...state.messages.get(number), message: seen.message });
  const old = find("log").querySelector(`article[data-id="${number}"]`);
  const buttons = [...old.querySelectorAll(".buttons button, .buttons a")];
  const held = buttons.indexOf(document.activeElement);
  const data = held < 0 ? "" : buttons[held].dataset.data;
  const made = drawn(state.messages.get(number));
  old.replaceWith(made);
  if (held >= 0) {
    const now = [...made.querySelectorAll(".buttons button, .buttons a")];
    (now.find((one) => one.dataset.data === data) || now[Math.min(held, now.length - 1)] || find("text")).focus({ preventScroll: true });
  }
  if (seen.from_bot) find("news").textContent = summary(seen.message);
  if (close) toEnd();
}

function removed(number) {
  state.messages.delete(number);
  find("log").querySelector(`article[data-id="${number}"]`)?.remove();
}

// --- what the person does

async function send(text) {
  if (!text.trim()) return;
  const reply_to = state.reply;
  quote(null);
  toEnd();
  const said = await act("say", { text, chat: state.chat, reply_to });
  if (said && find("keyboard").dataset.once === "true") find("keyboard").hidden = true;
  if (!said && !find("text").value) find("text").value = text;
}

async function tap(message, data) {
  const name = key(message.message_id, data);
  if (pending.has(name)) return;
  pending.set(name, "");
  spin(message.message_id);
  const done = await act("tap", { chat: state.chat, message_id: message.message_id, data });
  if (!done) return settle(message.message_id, name);
  if (!pending.has(name)) return;
  if (answered.delete(done.callback)) return settle(message.message_id, name);
  pending.set(name, done.callback);
  setTimeout(() => { if (pending.get(name) === done.callback) settle(message.message_id, name); }, state.bot.tap_window * 1000);
}

const answered = new Set();

function spin(number) {
  for (const button of find("log").querySelectorAll(`article[data-id="${number}"] [data-data]`)) {
    if (pending.has(key(number, button.dataset.data))) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

function settle(number, name) {
  pending.delete(name);
  spin(number);
}

function answerTap(event) {
  const name = [...pending].find(([, callback]) => callback === event.callback)?.[0];
  if (name) settle(event.message_id, name);
  else answered.add(event.callback);
  if (!event.text) return;
  if (event.alert) ask(event.text, { alone: true });
  else toast(event.text);
}

function follow(url, event) {
  const found = /^https?:\/\/(?:t\.me|telegram\.me)\/([A-Za-z0-9_]+)\/?\?start(?:group)?=([A-Za-z0-9_-]*)/.exec(url);
  if (!found || found[1].toLowerCase() !== state.bot.username.toLowerCase()) return;
  event.preventDefault();
  state.payload = found[2];
  open(state.me.id).then(() => find("start").focus());
}

async function start() {
  const payload = state.payload || "";
  state.payload = null;
  history.replaceState(null, "", `?as=${state.me.key}`);
  await act("start", { payload });
  await loadChats();
  showState();
  find("text").focus();
}

function quote(message) {
  state.reply = message ? message.message_id : 0;
  find("quote").hidden = !message;
  find("quote").firstElementChild.textContent = message ? `回复：${summary(message)}` : "";
  if (message) find("text").focus();
}

// --- around the messages

function showState() {
  const chat = here();
  const begun = chat.type !== "private" || (chat.met && !chat.blocked);
  const starts = state.payload !== null && chat.type === "private";
  find("start").hidden = begun && !starts;
  find("start").textContent = chat.blocked ? "恢复并重新开始" : "开始";
  find("write").hidden = !begun || starts;
  find("more").querySelector('[data-do="block"]').textContent = chat.blocked ? "恢复这个助手" : "停用这个助手";
  find("menu").hidden = !state.commands.length;
  busy("", calm());
  const pinned = state.messages.get(chat.pinned);
  find("pin").hidden = !pinned;
  find("pin").textContent = pinned ? `📌 ${summary(pinned.message)}` : "";
  showKeyboard(begun && !starts);
}

function showKeyboard(allowed) {
  const latest = [...state.messages.values()].reverse().find((one) => one.keyboard)?.keyboard;
  const rows = (allowed && latest?.keyboard) || [];
  const area = find("keyboard");
  area.dataset.once = String(Boolean(latest?.one_time_keyboard));
  find("text").placeholder = latest?.input_field_placeholder || "消息";
  area.replaceChildren(...rows.map((row) => element("div", {}, ...row.map((button) =>
    element("button", { type: "button", onclick: () => (button.request_contact ? more.contact() : send(button.text)) }, button.text)))));
  area.hidden = !rows.length;
}

// --- events

const HEARD = {
  message(event) {
    const chat = state.chats.find((one) => one.chat === event.chat);
    if (!chat) return void loadChats();
    chat.last = event.message;
    if (event.from_bot) busy("", calm());
    const current = event.chat === state.chat;
    if (current && !state.messages.has(event.message.message_id)) {
      added(event);
      if (event.keyboard) { showState(); if (event.keyboard.force_reply) find("text").focus(); }
    }
    if ((!current || document.hidden) && event.from_bot) state.unread.set(event.chat, (state.unread.get(event.chat) || 0) + 1);
    showChats();
  },
  edit(event) {
    const chat = state.chats.find((one) => one.chat === event.chat);
    if (chat?.last?.message_id === event.message.message_id) { chat.last = event.message; showChats(); }
    if (event.chat === state.chat) changed(event);
  },
  async delete(event) { if (event.chat === state.chat) removed(event.message_id); await loadChats(); },
  answer: answerTap,
  typing(event) { if (event.chat === state.chat) busy(event.action === "typing" ? "正在输入…" : "正在准备文件…", calm()); },
  async commands() { state.commands = (await own(`/commands?chat=${state.chat}`)).commands; await loadChats(); showState(); },
  async state() { await loadChats(); if (here()) showState(); else await open(state.me.id); },
  async pin() { await loadChats(); showState(); },
  reset() { location.replace(`?as=${state.me.key}`); },
};

function connect(wait = 500) {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/people/${state.me.key}/events?since=${state.last}`);
  let pause = wait;
  socket.onopen = () => { find("offline").hidden = true; pause = 500; };
  socket.onmessage = (packet) => {
    const { id, event } = JSON.parse(packet.data);
    if (id <= state.last) return;
    state.last = id;
    HEARD[event.type]?.(event);
  };
  socket.onclose = () => { find("offline").hidden = false; setTimeout(() => connect(Math.min(pause * 2, 8000)), pause); };
}

// --- controls

find("person").onchange = (event) => { location.search = `?as=${event.target.value}`; };
find("add-person").onclick = async () => {
  const answer = await ask("添加一个人", { field: "姓名", yes: "添加" });
  if (!answer?.value) return;
  try {
    const made = await call("", { key: `p${Date.now().toString(36)}`, name: answer.value, language_code: navigator.language.toLowerCase() });
    location.search = `?as=${made.key}`;
  } catch (error) { toast(error.message); }
};
find("more").addEventListener("click", (event) => {
  const name = event.target.dataset.do;
  if (name) { find("more").open = false; more[name](); }
});
find("start").onclick = start;
find("down").onclick = toEnd;
find("log").onscroll = () => { if (nearEnd()) find("down").hidden = true; };
find("pin").onclick = () => find("log").querySelector(`article[data-id="${here().pinned}"]`)?.scrollIntoView({ block: "center" });
find("quote").lastElementChild.onclick = () => quote(null);
document.addEventListener("visibilitychange", () => { if (!document.hidden) { state.unread.delete(state.chat); showChats(); } });
wire({ say: send, offer, commands: () => state.commands, leave: () => quote(null) });
begin().catch((error) => toast(error.message));
