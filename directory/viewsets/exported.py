"""What the viewsets of lists that can be taken along have in common."""

from directory.export_views import ExportIndexView
from editing.viewsets import DivisionScopedViewSet


class ExportedViewSet(DivisionScopedViewSet):
    """A viewset whose list offers the tables that ``EXPORTS`` has for its model."""

    index_view_class = ExportIndexView
