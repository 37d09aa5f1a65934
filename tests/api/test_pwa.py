"""The built app is served from memory: packed, cached rightly, and never a path of the disk."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend.app import create_app
from backend.services.context import Context
from tests.conftest import WITHOUT_STORE

pytestmark = WITHOUT_STORE
INDEX = "<!doctype html><title>Từng Nhà</title>" + " " * 600
SCRIPT = "console.log('Từng Nhà');" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build, beside a file that must never be served."""
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text(INDEX, encoding="utf-8")
    (built / "sw.js").write_text("self.x = 1", encoding="utf-8")
    (built / "manifest.webmanifest").write_text("{}", encoding="utf-8")
    (built / "assets" / "index-B4x.js").write_text(SCRIPT, encoding="utf-8")
    (built / "assets" / "face.woff2").write_bytes(b"wOF2")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (built / "link.txt").symlink_to(tmp_path / "secret.txt")
    return built


@pytest.fixture
def browser(context: Context, folder: Path) -> TestClient:
    served = replace(context, settings=replace(context.settings, pwa_dir=folder))
    return TestClient(create_app(served), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "media_type", "cache"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/households/01", "text/html; charset=utf-8", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        (
            "/assets/index-B4x.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("/assets/face.woff2", "font/woff2", "public, max-age=31536000, immutable"),
    ],
)
def test_each_file_has_its_type_and_its_time(
    browser: TestClient, path: str, media_type: str, cache: str
) -> None:
    response = browser.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Cache-Control"] == cache
    assert "Tungnha-Protocol" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/assets/old-A1b.js",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/index.html%00",
        "/link.txt",
        "/CON.txt",
    ],
)
def test_what_is_not_of_the_build_is_not_found(browser: TestClient, path: str) -> None:
    response = browser.get(path)
    assert "secret" not in response.text
    assert response.status_code == 404


def test_text_comes_packed_once_and_fonts_as_they_are(browser: TestClient) -> None:
    packed = browser.get("/assets/index-B4x.js")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(SCRIPT) / 4
    assert packed.text == SCRIPT
    plain = browser.get("/assets/index-B4x.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.text == SCRIPT
    assert "Content-Encoding" not in browser.get("/assets/face.woff2").headers


def test_an_unchanged_file_is_not_sent_again(browser: TestClient) -> None:
    etag = browser.get("/").headers["ETag"]
    again = browser.get("/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_head_request_has_no_body_and_others_are_refused(browser: TestClient) -> None:
    head = browser.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert browser.post("/").status_code == 405
    assert browser.delete("/sw.js").status_code == 405


def test_a_new_build_is_served_without_a_restart(browser: TestClient, folder: Path) -> None:
    assert "Từng Nhà" in browser.get("/").text
    (folder / "index.html").write_text("new", encoding="utf-8")
    assert browser.get("/").text == "new"


def test_without_a_build_the_page_says_how_to_make_one(browser: TestClient, folder: Path) -> None:
    (folder / "index.html").unlink()
    response = browser.get("/")
    assert response.status_code == 200
    assert "npm run build" in response.text
