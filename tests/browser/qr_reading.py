"""Reading a QR code from the screen, as a phone's camera would, with somebody else's reader."""

from __future__ import annotations

import base64

import numpy as np
import zxingcpp
from playwright.sync_api import Locator

GREY = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
  let grey = "";
  for (let place = 0; place < data.length; place += 4) grey += String.fromCharCode(data[place]);
  return { grey: btoa(grey), width: picture.width };
}"""


def qr_text(picture: Locator) -> str | None:
    """What the code in a screenshot of `picture` says, None when no code can be read in it."""
    png = base64.b64encode(picture.screenshot()).decode("ascii")
    seen = picture.page.evaluate(GREY, png)
    pixels = np.frombuffer(base64.b64decode(seen["grey"]), dtype=np.uint8).reshape(-1, seen["width"])
    found = zxingcpp.read_barcodes(np.ascontiguousarray(pixels))
    return found[0].text if found else None
