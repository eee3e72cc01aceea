"""Environment to settings. Read once at the start; nothing else looks at the environment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
LISTEN = "127.0.0.1:8080"
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
    webhook_secret: SecretStr | None = None
    listen: str = ""
    admins: Annotated[frozenset[int], NoDecode] = frozenset()
    rate: float = Field(default=25.0, gt=0, le=10_000)
    rate_person: float = Field(default=1.0, gt=0, le=10_000)

    @field_validator("admins", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not of a token's form")
        return value

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not re.fullmatch(r"(?:[^:\s]+|\[[0-9a-f:]+\]):\d{1,5}", value):
            raise ValueError("not host:port")
        return value

    @model_validator(mode="after")
    def _webhook(self) -> Self:
        if self.webhook_url and (self.webhook_secret is None or not _SECRET.fullmatch(self.webhook_secret.get_secret_value())):
            raise ValueError("ZHIPING_WEBHOOK_SECRET must be set with a webhook: 16 to 256 letters, digits, - and _")
        return self

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
