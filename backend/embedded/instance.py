"""What the demonstration instance keeps between runs: its secrets and where its services listen."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

FILE_NAME = "instance.json"
# Where no service listens yet: port 1 answers nobody.
UNREACHABLE_PORT = 1


@dataclass(frozen=True, kw_only=True)
class Instance:
    """Secrets, made once, and the addresses of the services of the latest run."""

    secret_key: str
    outreach_key: str
    administrator_password: str
    database_password: str
    redis_password: str
    database_url: str = ""
    redis_url: str = ""


def create() -> Instance:
    """An instance with fresh random secrets and no services yet."""
    return Instance(
        secret_key=secrets.token_urlsafe(48),
        outreach_key=base64.b64encode(secrets.token_bytes(32)).decode(),
        administrator_password=secrets.token_urlsafe(24),
        database_password=secrets.token_urlsafe(24),
        redis_password=secrets.token_urlsafe(24),
    )


# For deployments that have everything from the environment.
NOTHING = Instance(secret_key="", outreach_key="", administrator_password="", database_password="", redis_password="")


def read(var: Path) -> Instance:
    """The instance kept under ``var``.

    Before the first run it is one that reaches no service, so that commands which need none (making migrations,
    collecting files) work on a fresh checkout; anything else fails at its first connection.
    """
    path = var / FILE_NAME
    if not path.exists():
        return replace(
            create(),
            database_url=f"postgresql://outreach@127.0.0.1:{UNREACHABLE_PORT}/outreach",
            redis_url=f"redis://127.0.0.1:{UNREACHABLE_PORT}/0",
        )
    return Instance(**json.loads(path.read_text()))


def write(var: Path, instance: Instance) -> None:
    """Keep ``instance`` under ``var``, readable by its owner alone."""
    path = var / FILE_NAME
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(instance), file, indent=2)
    draft.replace(path)
