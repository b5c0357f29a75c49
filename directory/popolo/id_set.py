"""Ids of records, a bit for each: those of a hundred thousand take a dozen kilobytes."""

from collections.abc import Iterable, Iterator


class IdSet:
    """A set of ids of one table, in their order."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, pk: int) -> None:
        at, bit = divmod(pk, 8)
        if at >= len(self._bits):
            self._bits.extend(bytes(at + 1 - len(self._bits)))
        self._bits[at] |= 1 << bit

    def update(self, pks: Iterable[int]) -> None:
        for pk in pks:
            self.add(pk)

    def __contains__(self, pk: int) -> bool:
        at, bit = divmod(pk, 8)
        return at < len(self._bits) and bool(self._bits[at] >> bit & 1)

    def __iter__(self) -> Iterator[int]:
        for at, byte in enumerate(self._bits):
            if byte:
                yield from (at * 8 + bit for bit in range(8) if byte >> bit & 1)
