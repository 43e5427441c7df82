"""The headers of every answer: nothing kept, nothing sent elsewhere, nothing run that we did not write."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response

CONTENT_POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Own files only; no inline script or style, no frame, no plug-in."""

_UNUSED_POWERS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)

_ALWAYS = {
    # Nothing kept, nothing changed on the way: a proxy that compressed a page would show how much it says.
    "Cache-Control": "no-store, no-transform",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _UNUSED_POWERS),
}

_VALIDATORS = ("ETag", "Last-Modified", "Expires")
"""What would let a browser ask whether a kept copy is still good: no copy is to be kept."""


def secure(app: Flask, csp: Mapping[str, str] | None = None) -> None:
    """Put the privacy and security headers on every answer of `app`, files and errors included.

    `csp` replaces or adds directives of CONTENT_POLICY for an application that must (a chart library may
    need a style source); it can never be used to say less than `default-src 'none'`.
    """
    policy = {**CONTENT_POLICY, **(csp or {}), "default-src": "'none'"}
    headers = {
        **_ALWAYS,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
    }

    @app.after_request
    def _put_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers[name] = value
        for name in _VALIDATORS:
            response.headers.pop(name, None)
        return response
