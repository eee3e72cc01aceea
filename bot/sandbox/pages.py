"""The chat page: the files beside this one, sent with a policy that lets nothing else in."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
FILES = {
    "": ("index.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "chat.js": ("chat.js", "text/javascript"),
    "acts.js": ("acts.js", "text/javascript"),
    "panels.js": ("panels.js", "text/javascript"),
    "rendering.js": ("rendering.js", "text/javascript"),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Pages:
    """The handlers."""

    def routes(self) -> list[web.RouteDef]:
        """What to answer where."""
        return [web.get(f"/{name}", self.page) for name in FILES] + [web.get("/favicon.ico", self.icon)]

    async def page(self, request: web.Request) -> web.Response:
        """One of the files."""
        name, kind = FILES[request.path.removeprefix("/")]
        return web.Response(body=(FOLDER / name).read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)

    async def icon(self, request: web.Request) -> web.Response:
        """No icon: the page brings its own."""
        return web.Response(status=204)
