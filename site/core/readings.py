"""The reading of a person's name (读音), with tones, as it stands above the name."""

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.contrib.tone_convert import to_normal

from .surnames import surname_of


def _toned(character: str, guess: str, syllable: str) -> str:
    """Return ``syllable`` with the tone that fits ``character``; without one if none does."""
    candidates = [guess, *pinyin(character, style=Style.TONE, heteronym=True)[0]]
    return next((c for c in candidates if to_normal(c) == syllable), syllable)


def name_reading(name: str, syllables: str) -> str:
    """Return the reading of ``name``: surname, space, given name (``Lǐ Qiūhé``).

    Args:
        name: as stored.
        syllables: its stored pinyin, one syllable a character, which may have been corrected.

    Empty where the name has no Chinese surname: Chinese pinyin would not read it right.
    """
    surname, parts = surname_of(name), syllables.lower().split()
    if not surname or len(parts) != len(name):
        return ""
    guesses = lazy_pinyin(name, style=Style.TONE)
    toned = [_toned(*each) for each in zip(name, guesses, parts, strict=False)]
    split = len(surname)
    return f"{_word(toned[:split])} {_word(toned[split:])}"


def _word(syllables: list[str]) -> str:
    """Join syllables; an apostrophe parts what would read as one (Xī’ān)."""
    first, *rest = syllables
    joined = first + "".join(f"’{s}" if to_normal(s)[0] in "aeo" else s for s in rest)
    return joined.capitalize()
