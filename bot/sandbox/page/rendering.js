// Messages to elements. Text is only ever put in as text; offsets are UTF-16 units, which is what JavaScript counts in.

export function element(tag, fields = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(fields)) {
    if (name === "class") made.className = value;
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// A text with its entities. `doing.command(text)` and `doing.link(url)` say what a command and a link do.
export function rich(text, entities, doing) {
  const holder = element("div", { class: "text", dir: "auto" });
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(holder, text, sorted, 0, text.length, doing);
  return holder;
}

function fill(holder, text, entities, start, end, doing) {
  let place = start;
  let waiting = entities;
  while (waiting.length) {
    const [first, ...rest] = waiting;
    const stop = Math.min(end, first.offset + first.length);
    holder.append(text.slice(place, first.offset));
    const inside = [];
    const after = [];
    for (const one of rest) {
      if (one.offset >= stop) after.push(one);
      else if (one.offset + one.length <= stop) inside.push(one);
      else {
        inside.push({ ...one, length: stop - one.offset });
        after.push({ ...one, offset: stop, length: one.offset + one.length - stop });
      }
    }
    const made = wrap(first, text.slice(first.offset, stop), doing);
    fill(made, text, inside, first.offset, stop, doing);
    holder.append(made);
    place = stop;
    waiting = after.sort((a, b) => a.offset - b.offset || b.length - a.length);
  }
  holder.append(text.slice(place, end));
}

function wrap(entity, text, doing) {
  switch (entity.type) {
    case "text_link": return link(entity.url, doing);
    case "url": return link(text.includes("://") ? text : `https://${text}`, doing);
    case "email": return element("a", { href: `mailto:${text}` });
    case "bot_command": return element("button", { type: "button", class: "command", onclick: () => doing.command(text) });
    case "mention": case "hashtag": case "text_mention": return element("span", { class: "mark" });
    case "spoiler": return spoiler();
    case "expandable_blockquote": return expandable();
    default: return element(TAGS[entity.type] || "span");
  }
}

function link(url, doing) {
  const safe = /^(https?|tg):\/\//i.test(url) ? url : "#";
  return element("a", { href: safe, target: "_blank", rel: "noopener noreferrer", onclick: (event) => doing.link(safe, event) });
}

function spoiler() {
  const made = element("span", { class: "spoiler", tabIndex: 0, role: "button", ariaLabel: "剧透，点按显示" });
  const show = () => { made.classList.add("shown"); made.removeAttribute("role"); made.removeAttribute("aria-label"); };
  made.onclick = show;
  made.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(); } };
  return made;
}

function expandable() {
  const made = element("blockquote", { class: "folded", tabIndex: 0, title: "点按展开" });
  made.onclick = () => made.classList.toggle("folded");
  made.onkeydown = (event) => { if (event.key === "Enter") made.classList.toggle("folded"); };
  return made;
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
}

export function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString("zh-CN", { month: "long", day: "numeric", weekday: "short" });
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

// What a message says in one line, for quotations, the chat list and screen readers.
export function summary(message) {
  if (!message) return "";
  const kind = message.photo ? "［图片］" : message.document ? `［文件］${message.document.file_name}`
    : message.voice ? "［语音］" : message.contact ? `［名片］${message.contact.first_name}`
    : message.sticker ? `［贴纸］${message.sticker.emoji || ""}` : message.group_chat_created ? "建了这个群"
    : message.migrate_to_chat_id || message.migrate_from_chat_id ? "群已升级" : "";
  return `${kind} ${message.text || message.caption || ""}`.trim().slice(0, 300);
}

// One bubble. `place` holds: me (own user id), group (show names), file(id) -> address, pending(message, data), doing.
export function bubble(seen, place) {
  const message = seen.message;
  const own = !seen.from_bot && message.from.id === place.me;
  const made = element("article", { class: own ? "bubble own" : "bubble" });
  made.dataset.id = message.message_id;
  if (message.group_chat_created || message.migrate_to_chat_id || message.migrate_from_chat_id) {
    made.className = "event";
    made.append(summary(message));
    return made;
  }
  made.append(element("span", { class: "hidden" }, own ? "我：" : `${message.from.first_name}：`));
  const body = element("div", { class: "body" });
  if (place.group && !own) body.append(element("div", { class: "name", ariaHidden: "true" }, message.from.first_name));
  body.append(...heading(message), ...media(message, place));
  const text = message.text ?? message.caption;
  if (text) body.append(rich(text, message.entities || message.caption_entities, place.doing));
  const when = element("time", { dateTime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  body.append(element("div", { class: "meta" }, message.edit_date && !seen.from_bot ? "已编辑 " : "", when));
  made.append(body);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) made.append(keyboard(message, rows, place));
  return made;
}

function heading(message) {
  const found = [];
  const origin = message.forward_origin;
  if (origin) found.push(element("div", { class: "origin" }, `转发自 ${origin.sender_user?.first_name || origin.sender_user_name || ""}`));
  const replied = message.reply_to_message;
  if (replied) found.push(element("div", { class: "replied", dir: "auto" }, element("b", {}, replied.from.first_name), element("span", {}, summary(replied))));
  return found;
}

function media(message, place) {
  const found = [];
  if (message.photo) {
    const picture = message.photo[message.photo.length - 1];
    const image = element("img", { src: place.file(picture.file_id), alt: message.caption || "图片", width: picture.width, height: picture.height });
    found.push(element("a", { class: "photo", href: place.file(picture.file_id), target: "_blank", rel: "noopener" }, image));
  }
  if (message.document) {
    const file = message.document;
    found.push(element("a", { class: "file", href: place.file(file.file_id), download: file.file_name },
      element("span", { class: "sheet", ariaHidden: "true" }, (file.file_name.split(".").pop() || "").slice(0, 4)),
      element("span", { class: "what" }, element("b", { dir: "auto" }, file.file_name), element("small", {}, `${size(file.file_size)} · 下载`))));
  }
  if (message.voice) found.push(element("div", { class: "plain" }, `🎤 语音 ${message.voice.duration} 秒`));
  if (message.contact) found.push(element("div", { class: "plain" }, `👤 ${message.contact.first_name}　${message.contact.phone_number}`));
  if (message.sticker) found.push(element("div", { class: "sticker" }, message.sticker.emoji || "🙂"));
  return found;
}

function keyboard(message, rows, place) {
  const made = element("div", { class: "buttons", role: "group", ariaLabel: "选项" });
  for (const row of rows) {
    const line = element("div");
    for (const button of row) {
      if (button.url) {
        const go = link(button.url, place.doing);
        go.append(button.text, element("span", { ariaHidden: "true" }, " ↗"));
        line.append(go);
        continue;
      }
      const data = button.callback_data ?? "";
      const busy = place.pending(message.message_id, data);
      const one = element("button", { type: "button", class: button.style || "", dir: "auto", onclick: () => place.doing.tap(message, data) }, button.text);
      one.dataset.data = data;
      if (busy) one.setAttribute("aria-busy", "true");
      line.append(one);
    }
    made.append(line);
  }
  return made;
}
