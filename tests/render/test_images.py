"""Images of a page: short addresses while pandoc writes, and their bytes in the end."""

from __future__ import annotations

from pathlib import Path

import panflute as pf

from epicrisis.render.embedded.images import take_images_out, with_images

RED = "data:image/gif;base64,cmVk"
BLUE = "data:image/png;base64,Ymx1ZQ=="


def test_every_image_comes_back_with_its_own_bytes(tmp_path: Path) -> None:
    """One that stands twice is read once."""
    (tmp_path / "red.gif").write_bytes(b"red")
    (tmp_path / "blue.png").write_bytes(b"blue")
    images = [pf.Image(url=url) for url in ("red.gif", "blue.png", "red.gif")]

    held = take_images_out(pf.Doc(pf.Para(*images)), tmp_path)
    page = with_images("".join(f'<img src="{image.url}">' for image in images), held)

    assert f'<img src="{RED}"><img src="{BLUE}"><img src="{RED}">' == page
    assert 2 == len(held)


def test_an_address_that_only_looks_like_one_stays(tmp_path: Path) -> None:
    """Nothing is put where nothing was taken out."""
    page = '<img src="data:image/png,epicrisis-image-7"> data:image/png,epicrisis-image-1'

    (tmp_path / "red.gif").write_bytes(b"red")

    assert page == with_images(page, {"data:image/png,epicrisis-image-1": tmp_path / "red.gif"})
