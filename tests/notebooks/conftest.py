from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_jupyter(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the user's takes part."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, f"{tmp_path}/{name.lower()}")
