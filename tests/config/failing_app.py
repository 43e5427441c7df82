"""An app whose pages fail with a secret in the error, to see that no log repeats it."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from config.serving import Served, serve
from config.settings import Settings, load_settings


def build_from_settings(_settings: Settings) -> Callable[..., Iterable[bytes]]:
    def app(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/fine":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"fine"]
        raise ValueError(f"canary-message in {environ['PATH_INFO']}")

    return app


if __name__ == "__main__":
    served = Served("failing", "failing_app", "127.0.0.1", int(sys.argv[2]), "employee_port")
    serve(served, load_settings(Path(sys.argv[1])), ready=lambda address: print(address, flush=True))
