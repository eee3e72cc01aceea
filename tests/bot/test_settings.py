"""Settings from the environment: their names, what they default to, and that no password is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import cli
from bot.config import Settings
from bot.watching.failures import Failed
from tests.bot.commands import zhiping
from tests.bot.typed import as_input, begun

SECRET = "geheim-4711"


def test_nothing_has_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file and a folder where the program is started."""
    for name in ("ZHIPING_DATABASE_URL", "ZHIPING_DATA"):
        monkeypatch.delenv(name, raising=False)
    assert (Settings().database_url, Settings().data) == ("sqlite:///zhiping.db", Path("data"))


def test_every_setting_has_its_name_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """And others are none of its business."""
    monkeypatch.setenv("ZHIPING_DATABASE_URL", "postgresql+psycopg://host/db")
    monkeypatch.setenv("ZHIPING_DATA", "/somewhere/else")
    monkeypatch.setenv("ZHIPING_ADMINS", "7, 42,")
    monkeypatch.setenv("ZHIPING_STAFF", "8")
    monkeypatch.setenv("ZHIPING_UNHEARD_OF", "x")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///other.db")
    assert (Settings().database_url, Settings().data) == ("postgresql+psycopg://host/db", Path("/somewhere/else"))
    assert (Settings().admins, Settings().staff) == ({7, 42}, {8})


def test_settings_show_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that of the database, nor token and webhook secret, as text or as a representation; and they cannot be changed."""
    monkeypatch.setenv("ZHIPING_DATABASE_URL", f"postgresql+psycopg://zhiping:{SECRET}@host/db")
    monkeypatch.setenv("ZHIPING_BOT_TOKEN", f"12345:{SECRET}-{'x' * 30}")
    monkeypatch.setenv("ZHIPING_WEBHOOK_SECRET", f"{SECRET}-{SECRET}")
    settings = Settings()
    assert SECRET not in f"{settings!r} {settings} {[settings]}"
    with pytest.raises(ValueError, match="frozen"):
        settings.data = Path("other")


def test_a_chat_uses_what_is_set(tmp_path: Path) -> None:
    """The database where it was named, and nothing beside the folder it was started in."""
    (tmp_path / "home").mkdir()
    (tmp_path / "kept").mkdir()
    settings = {"database_url": f"sqlite:///{tmp_path}/kept/own.db", "data": str(tmp_path / "kept" / "files")}
    ran = zhiping("chat", folder=tmp_path / "home", given=as_input([*begun(), "A"]), settings=settings)
    assert ran.code == 0
    assert list((tmp_path / "home").iterdir()) == []
    assert (tmp_path / "kept" / "own.db").exists()
    assert zhiping("report", "last", folder=tmp_path / "home", settings=settings).code == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "is not known"),
        ("zhiping.db", "is not known"),
        ("sqlite://", "is not known"),
        ("sqlite:///:memory:", "is not known"),
        (f"mysql://zhiping:{SECRET}@host/db", 'The database address "mysql" is not known'),
        (f"postgresql+psycopg://zhiping:{SECRET}@127.0.0.1:1/db", "cannot be used now"),
        ("sqlite:////nowhere/at/all/z.db", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_had_is_one_sentence_in_each_language(url: str, said: str, tmp_path: Path) -> None:
    """Exit code 1, no password, no traceback, no file."""
    ran = zhiping("migrate", folder=tmp_path, settings={"database_url": url})
    assert (ran.code, ran.out, len(ran.complaints)) == (1, "", 2)
    assert said in ran.err
    assert SECRET not in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"bot_token": f"{SECRET}!"}, "ZHIPING_BOT_TOKEN"),
        ({"api_base": f"ftp://{SECRET}"}, "ZHIPING_API_BASE"),
        ({"webhook_url": f"https://{SECRET}/with a blank", "webhook_secret": "a" * 32}, "ZHIPING_WEBHOOK_URL"),
        ({"webhook_url": "https://host/hook"}, "ZHIPING_WEBHOOK_SECRET"),
        ({"webhook_url": "https://host/hook", "webhook_secret": SECRET}, "ZHIPING_WEBHOOK_SECRET"),
        ({"listen": f"{SECRET}:99999"}, "ZHIPING_LISTEN"),
        ({"admins": f"1,{SECRET},{SECRET}"}, "ZHIPING_ADMINS"),
        ({"bot_token": f"{SECRET}!", "admins": SECRET}, "ZHIPING_BOT_TOKEN, ZHIPING_ADMINS"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    settings: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One sentence with each name once, and not the value, which may be secret; exit code 2, nothing is made."""
    monkeypatch.chdir(tmp_path)
    for name, value in settings.items():
        monkeypatch.setenv(f"ZHIPING_{name.upper()}", value)
    with pytest.raises(Failed, match=f"^The setting {named} cannot be used; correct it or remove it from the environment.$") as failed:
        cli.app(["migrate"], standalone_mode=False)
    assert failed.value.code == 2
    assert SECRET not in str(failed.value)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_one_sentence_for_the_user(tmp_path: Path) -> None:
    """On standard error, without a traceback; verbs that need no settings do not mind."""
    wrong = {"admins": "zwei"}
    ran = zhiping("chat", folder=tmp_path, settings=wrong)
    assert (ran.code, ran.out, len(ran.complaints)) == (2, "", 1)
    assert "ZHIPING_ADMINS" in ran.err
    assert zhiping("bank", "list", folder=tmp_path, settings=wrong).code == 0
