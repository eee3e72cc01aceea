"""`zhiping run`: the Telegram bot from settings to exit code. Every way it cannot start is one sentence."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot import bootstrap
from bot.channels.telegram.client import ApiError, Conflict, Refused, Unauthorized
from bot.channels.telegram.serving import Parts
from bot.channels.telegram.serving import serve as running
from bot.config import Settings
from bot.ports import Conflict as Overtaken
from bot.system import SystemClock
from bot.usecases.campaigns.standing_reminders import keeping
from bot.watching.failures import Failed
from bot.watching.log import Log
from bot.watching.metrics import Metrics


def serve(settings: Settings) -> None:
    """Run the bot until it is told to stop."""
    with bootstrap.app(settings) as ready:
        with suppress(Overtaken):  # another process of the same bot does the same at this moment
            ready.store.submit(keeping(SystemClock().now())).result()
        parts = Parts(settings, ready.store, ready.conversation, SystemClock(), Log(), Metrics())
        try:
            asyncio.run(running(parts))
        except Unauthorized as error:
            raise Failed("The server does not accept the bot token; ask @BotFather for it and set ZHIPING_BOT_TOKEN anew.") from error
        except Conflict as error:
            raise Failed("Another program serves this bot token; stop it first.") from error
        except Refused as error:
            raise Failed(f"The server refuses a setting ({error.description}); correct ZHIPING_WEBHOOK_URL.") from error
        except ApiError as error:
            raise Failed(f"{settings.api_base} gives no usable answer; check the network and ZHIPING_API_BASE.") from error
        except OSError as error:
            raise Failed(f"The address of ZHIPING_LISTEN cannot be used ({error.strerror}); choose another port.") from error
