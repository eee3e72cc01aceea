"""A tiny bot for the page: greets with a card of buttons, turns it in place, repeats what it is told."""

from __future__ import annotations

import asyncio
import html

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

QUESTION = (
    "<b>二级 · 生产 · 第 {n}/48 题（25%）</b>\n\n企业是否对关键工序的生产过程数据进行<u>自动采集</u>？\n\n"
    "<b>A</b>　没有采集，或只有纸质记录\n<b>B</b>　部分工序自动采集\n"
    "<b>C</b>　大部分工序自动采集，能在系统里查到\n<b>D</b>　全部关键工序自动采集，并用于分析\n\n"
    "<blockquote expandable>说明：关键工序指对产品质量、产能或成本有决定影响的工序。"
    "采集方式可以是设备接口、传感器或扫码，但要能按批次或时间追溯。只在事后人工录入的，不算自动采集。"
    "若企业外协了这道工序，请按外协方的情况回答。</blockquote>"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000800000008080200000 04b6d29dc".replace(" ", "")
    + "000000164944415478da6364f8cf8015300e4a0900000000ffff0300a5f501014d20f5280000000049454e44ae426082"
)


def card(number: int) -> InlineKeyboardMarkup:
    """The buttons of a question."""
    letters = [InlineKeyboardButton(text=letter, callback_data=f"{letter}.{number}") for letter in "ABCD"]
    below = [("◀ 上一题", "back"), ("❔ 说明", "why"), ("⏸ 稍后", "later")]
    return InlineKeyboardMarkup(inline_keyboard=[letters, [InlineKeyboardButton(text=text, callback_data=data) for text, data in below]])


async def live(bot: Bot) -> None:
    """Answer for ever."""
    await bot.set_my_commands([BotCommand(command="start", description="开始或继续"), BotCommand(command="help", description="怎么用")])
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            if update.message:
                await hear(bot, update.message)
            elif update.callback_query:
                await turn(bot, update.callback_query)


async def hear(bot: Bot, message: Message) -> None:
    """A message: START brings the card, a file its name, a text itself."""
    chat, text = message.chat.id, message.text or ""
    if text.startswith("/start"):
        payload = html.escape(text.partition(" ")[2])
        await bot.send_message(
            chat, f"您好！我是<b>回声助手</b>。{payload}\n完整说明见 https://t.me/zhiping_bot?start=again", parse_mode="HTML"
        )
        await bot.send_message(chat, QUESTION.format(n=12), parse_mode="HTML", reply_markup=card(12))
    elif message.document:
        await bot.send_document(
            chat, BufferedInputFile("总分,1.94\n".encode(), "诊断总结.csv"), caption=f"收到 {message.document.file_name}"
        )
    else:
        await bot.send_chat_action(chat, "typing")
        await asyncio.sleep(0.3)
        await bot.send_message(chat, f"您说的是：{text}")


async def turn(bot: Bot, query: CallbackQuery) -> None:
    """A tap: the card goes to the next question in place; an explanation is an alert."""
    assert query.message is not None
    if query.data == "why":
        await query.answer("说明：看关键工序。", show_alert=True)
        return
    await asyncio.sleep(0.3)
    await query.answer(f"已记下 {query.data}")
    await bot.edit_message_text(
        QUESTION.format(n=13), chat_id=query.message.chat.id, message_id=query.message.message_id, parse_mode="HTML", reply_markup=card(13)
    )
