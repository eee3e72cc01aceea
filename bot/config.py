"""Environment to settings. Read once at the start; nothing else looks at the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set; every name in the environment begins with `ZHIPING_`."""

    model_config = SettingsConfigDict(env_prefix="ZHIPING_", frozen=True, extra="ignore")

    database_url: str = Field(default="sqlite:///zhiping.db", repr=False)
    data: Path = Path("data")
