"""Who there is: people and groups, and how the Bot API shows them. It says whom the bot may write to and refuses the rest.

A person who never wrote to the bot cannot be written to; neither can one who blocked it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from bot.sandbox.refusals import Declined, bad, forbidden
from bot.sandbox.store import Store
from bot.sandbox.wire import Json, decode, encode

SUPERGROUPS = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `met`: has written to the bot at least once; `gone`: deleted the account."""

    id: int
    key: str
    name: str
    username: str
    language_code: str
    met: bool = False
    blocked: bool = False
    gone: bool = False

    def user(self) -> Json:
        """As the Bot API's `User`."""
        optional = {"username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": False, "first_name": self.name, **{name: value for name, value in optional.items() if value}}

    def chat(self) -> Json:
        """As the Bot API's private `Chat`."""
        chat: Json = {"id": self.id, "type": "private", "first_name": self.name}
        return {**chat, "username": self.username} if self.username else chat


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat. `bot_in`: the bot is a member; `moved_to`: the supergroup it became."""

    id: int
    title: str
    owner: int
    members: tuple[int, ...]
    bot_in: bool = True
    moved_to: int | None = None

    def chat(self) -> Json:
        """As the Bot API's `Chat`."""
        if self.id <= SUPERGROUPS:
            return {"id": self.id, "type": "supergroup", "title": self.title}
        return {"id": self.id, "type": "group", "title": self.title, "all_members_are_administrators": False}


FIRST_PEOPLE = (
    Person(1001, "wang", "王工", "wang_gong", "zh-hans"),
    Person(1002, "li", "李工", "li_gong", "zh-hans"),
    Person(1003, "chen", "陈联络员", "chen_lianluo", "zh-hans"),
    Person(1004, "zhao", "赵工作人员", "zhao_staff", "zh-hans"),
    Person(1005, "sun", "孙管理员", "sun_admin", "zh-hans"),
)


class World:
    """People and groups, in memory and in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self._ids: dict[str, int] = {}
        for (body,) in store.rows("select body from person order by id"):
            self._hold(msgspec.convert(decode(body), Person))
        for (body,) in store.rows("select body from grp"):
            group = msgspec.convert(decode(body), Group)
            self.groups[group.id] = group

    def begin(self) -> None:
        """The five people that exist at first, if nobody exists."""
        if not self.people:
            for person in FIRST_PEOPLE:
                self.put(person)

    def clear(self) -> None:
        """Forget everybody and begin again."""
        self._store.run("delete from person")
        self._store.run("delete from grp")
        self.people.clear()
        self.groups.clear()
        self._ids.clear()
        self.begin()

    def put(self, person: Person) -> Person:
        """Keep a person as they are now."""
        self._store.run("insert or replace into person (id, key, body) values (?, ?, ?)", (person.id, person.key, encode(person)))
        self._hold(person)
        return person

    def create(self, key: str, name: str, username: str, language_code: str, number: int = 0) -> Person:
        """A new person; key and number must be free."""
        number = number or max(self.people, default=1000) + 1
        if key in self._ids or number in self.people:
            raise Declined(409, "已有这个人，请换一个代号。There is such a person already; choose another key.")
        return self.put(Person(number, key, name, username, language_code))

    def by_key(self, key: str) -> Person:
        """The person with this key; declined if there is none."""
        number = self._ids.get(key)
        if number is None:
            raise Declined(404, f"没有代号为“{key}”的人。Nobody has this key.")
        return self.people[number]

    def put_group(self, group: Group) -> Group:
        """Keep a group as it is now."""
        self._store.run("insert or replace into grp (id, body) values (?, ?)", (group.id, encode(group)))
        self.groups[group.id] = group
        return group

    def upgrade(self, group: Group) -> Group:
        """The group becomes a supergroup with another id; the old id only says where it went."""
        new = self.put_group(replace(group, id=SUPERGROUPS + group.id))
        self.put_group(replace(group, moved_to=new.id))
        return new

    def chat(self, number: int) -> Person | Group:
        """Whom a chat id belongs to; refused as the Bot API would."""
        found = self.people.get(number) or self.groups.get(number)
        if found is None:
            raise bad("chat not found")
        return found

    def members(self, number: int) -> tuple[int, ...]:
        """Who sees what is written in a chat."""
        group = self.groups.get(number)
        return (number,) if group is None else group.members

    def require_reachable(self, number: int) -> Person | Group:
        """The chat, if the bot may write there now."""
        found = self.chat(number)
        if isinstance(found, Person):
            _require_person(found)
        elif found.moved_to is not None:
            refused = bad("group chat was upgraded to a supergroup chat")
            refused.migrate_to = found.moved_to
            raise refused
        elif not found.bot_in:
            kind = "supergroup" if found.id <= SUPERGROUPS else "group"
            raise forbidden(f"bot was kicked from the {kind} chat")
        return found

    def _hold(self, person: Person) -> None:
        self.people[person.id] = person
        self._ids[person.key] = person.id


def _require_person(person: Person) -> None:
    if person.gone:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.met:
        raise forbidden("bot can't initiate conversation with a user")
