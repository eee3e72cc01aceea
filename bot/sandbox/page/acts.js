// What the page shares: who is who, and how to ask the server. Then the rarer things a person can do.

import { ask, toast } from "./panels.js";
import { element } from "./rendering.js";

export const wish = new URLSearchParams(location.search);
export const state = { people: [], bot: {}, me: null, chats: [], chat: 0, commands: [], messages: new Map(), unread: new Map(), last: 0, reply: 0, payload: wish.get("start") };

export async function call(path, body, method = body === undefined ? "GET" : "POST") {
  const form = body instanceof FormData;
  const headers = form || body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(`/people${path}`, { method, headers, body: form ? body : body && JSON.stringify(body) });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error || `HTTP ${answer.status}`);
  return value;
}
export const own = (path, body) => call(`/${state.me.key}${path}`, body);

async function tried(path, body) {
  try {
    return await own(path, body);
  } catch (error) {
    toast(error.message);
    return null;
  }
}
export const act = (name, body) => tried(`/${name}`, body);

function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// Files, after a question.
export async function offer(files) {
  if (!files.length) return;
  const pictures = files.every((one) => /^image\/(png|jpeg|gif)$/.test(one.type));
  const words = files.length === 1 ? files[0].name : `${files.length} 个文件：\n${files.map((one) => one.name).join("\n")}`;
  const answer = await ask(words, { field: "说明（可不填）", check: pictures ? "作为图片发送" : "", yes: "发送" });
  if (!answer) return;
  for (const [index, one] of files.entries()) {
    const form = new FormData();
    form.append(answer.checked ? "photo" : "document", one, one.name);
    form.append("chat", String(state.chat));
    if (index === 0) form.append("caption", answer.value);
    await act("upload", form);
  }
}

// By the name on the menu. `show(chat)` opens a chat, `here()` is the open one.
export const extras = ({ show, here }) => ({
  async contact() {
    const answer = await ask("把名片发给助手", { field: "手机号码", value: `1380000${state.me.id}`, yes: "发送" });
    if (answer) await act("contact", { phone: answer.value, name: state.me.name });
  },
  voice: () => act("voice", { seconds: 3 }),
  sticker: () => act("sticker", { emoji: "👍" }),
  async forward() {
    const answer = await ask("转发一段文字", { field: "文字", yes: "转发" });
    if (answer?.value) await act("forward", { text: answer.value, from: "某位同事" });
  },
  async group() {
    const answer = await ask("新群里有你、助手和其他人。", { field: "群名", value: "智能制造工作群", yes: "建群" });
    if (!answer) return;
    const made = await act("group", { title: answer.value, members: state.people.filter((one) => one !== state.me).map((one) => one.key) });
    if (made) await show(made.chat);
  },
  async transcript() {
    const found = await tried("/transcript");
    if (found) save(`${state.me.key}.json`, JSON.stringify(found, null, 2));
  },
  async repro() {
    const found = await tried("/repro");
    if (!found) return;
    save(found.name, found.text);
    toast(`已导出 ${found.name}。\n放进 tests/golden/transcripts 就是一个测试。`);
  },
  block: () => act(here().blocked ? "unblock" : "block", {}),
});
