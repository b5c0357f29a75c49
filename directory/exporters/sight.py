"""Which fields of a record its reader may take along (导出时的公开范围)."""

from django.db.models import Model

from core.visibility import CONSENTED, PUBLIC, RESTRICTED, Visibility, visibility_of
from editing.policies import Person, is_superuser
from editing.territory import grants_for

#: what staff of the territory may see
_OF_STAFF = frozenset({PUBLIC, CONSENTED, RESTRICTED})


class Sight:
    """What one person sees of the records of one model, by the declaration of its fields."""

    def __init__(self, model: type[Model], user: Person) -> None:
        self._seen_by = visibility_of(model)
        self._sees_all = is_superuser(user)
        lookups = getattr(model, "scope_lookups", {})
        grants = [] if self._sees_all else grants_for(user, {"view"})
        self._paths = tuple(
            grant.path for grant in grants if grant.scope is None or grant.scope.label in lookups
        )

    def is_own(self, record: Model) -> bool:
        """Whether the record lies in the person's territory."""
        return self._sees_all or record.division_path.startswith(self._paths)

    def shows(self, record: Model, field: str) -> bool:
        """Whether the person may see ``field`` of ``record``; what nobody declared, nobody may."""
        seen_by = self._seen_by.get(field, Visibility.TECHNICAL)
        return seen_by == PUBLIC or (seen_by in _OF_STAFF and self.is_own(record))
