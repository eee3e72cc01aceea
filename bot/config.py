"""Environment to settings. Read once at the start; nothing else looks at the environment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
LISTEN = "127.0.0.1:8080"
LAST_PORT = 65_535
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,80}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class Settings(BaseSettings):
    """What an operator may set; every name in the environment begins with `ZHIPING_`. Secrets never show in `repr`.

    `rate` is messages a second for the whole token, `rate_person` for one person; Telegram's own are about 30 and 1.
    """

    model_config = SettingsConfigDict(env_prefix="ZHIPING_", frozen=True, extra="ignore")

    database_url: str = Field(default="sqlite:///zhiping.db", repr=False)
    data: Path = Path("data")
    bot_token: SecretStr | None = None
    api_base: str = TELEGRAM
    webhook_url: str = ""
    webhook_secret: Annotated[SecretStr | None, Field(validate_default=True)] = None
    listen: str = ""
    admins: Annotated[frozenset[int], NoDecode] = frozenset()
    staff: Annotated[frozenset[int], NoDecode] = frozenset()
    rate: float = Field(default=25.0, gt=0, le=10_000)
    rate_person: float = Field(default=1.0, gt=0, le=10_000)

    @field_validator("admins", "staff", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("bot_token", "webhook_secret", mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        """Set but empty is not set."""
        return value or None

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not of a token's form")
        return value

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        found = re.fullmatch(r"(?:[^:\s]+|\[[0-9a-f:]+\]):(\d{1,5})", value)
        if value and (found is None or int(found[1]) > LAST_PORT):
            raise ValueError("not host:port")
        return value

    @field_validator("api_base", "webhook_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", value):
            raise ValueError("not http(s)://host")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _with_webhook(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """A webhook without a secret would take updates from anybody."""
        if (value is not None or info.data.get("webhook_url")) and not _SECRET.fullmatch(value.get_secret_value() if value else ""):
            raise ValueError("with a webhook it must be set: 16 to 256 letters, digits, - and _")
        return value

    def token(self) -> str:
        """The bot's token; empty if there is none."""
        return self.bot_token.get_secret_value() if self.bot_token else ""

    def secret(self) -> str:
        """The webhook's secret; empty if there is none."""
        return self.webhook_secret.get_secret_value() if self.webhook_secret else ""

    def address(self) -> tuple[str, int]:
        """Where to listen: host and port."""
        host, _, port = (self.listen or LISTEN).rpartition(":")
        return host.strip("[]"), int(port)
