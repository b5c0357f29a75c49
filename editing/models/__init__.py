"""Who may do what where (权限分配), and what was changed (变更)."""

from .assignment import Assignment
from .change import ChangeSet, RecordChange, Verb

__all__ = ["Assignment", "ChangeSet", "RecordChange", "Verb"]
