"""Merged cells (合并单元格) of a sheet, as far as they reach over several rows."""

from .sheets import Cell, Merge, SheetRow


class MergedCells:
    """The merged ranges, asked row by row from the top."""

    def __init__(self, merges: list[Merge]) -> None:
        self.wide: dict[int, Merge] = {}
        self._by_top: dict[int, list[Merge]] = {}
        self._open: dict[int, tuple[Merge, Cell]] = {}
        for merge in merges:
            if merge.bottom > merge.top:
                self._by_top.setdefault(merge.top, []).append(merge)
            known = self.wide.get(merge.top)
            if merge.right > merge.left and (known is None or merge.left < known.left):
                self.wide[merge.top] = merge

    def enter(self, row: SheetRow) -> None:
        """Note the ranges that begin in ``row``."""
        for merge in self._by_top.get(row.number, ()):
            if merge.left in row.cells:
                self._open[merge.left] = (merge, row.cells[merge.left])

    def above(self, row: SheetRow) -> dict[int, Cell]:
        """Return the cells that reach into ``row`` from a range that begins above it."""
        return {
            column: cell
            for column, (merge, cell) in self._open.items()
            if merge.top < row.number <= merge.bottom and column not in row.cells
        }
