"""Rich text as editors leave it (富文本)."""

import html

from django.utils.html import strip_tags


def without_emptiness(text: str) -> str:
    """Return the HTML ``text``, "" where nothing of it can be read.

    An empty field comes back from the editor as a paragraph without words. For fields that hold
    no pictures.
    """
    return text if html.unescape(strip_tags(text)).strip() else ""
