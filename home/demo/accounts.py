"""The log-ins of the demo (演示账号), in one place: made by ``load_demo``, printed by ``make run``.

They exist in a demo only, which holds nothing but invented data; that is why their passwords may
stand here.
"""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from divisions.models import Division
from editing.enums import Role
from editing.models import Assignment
from editing.services import grant_assignment

from .places import read_places


@dataclass(frozen=True)
class DemoAccount:
    """An account; without a ``role`` it may do everything."""

    username: str
    password: str
    description: str
    place: str
    role: Role | None = None


DEMO_ACCOUNTS: list[DemoAccount] = [
    DemoAccount("admin", "demo-admin", "系统管理员", "云岭州"),
    DemoAccount("yunling", "demo-yunling", "州人大常委会代表工委 · 云岭州", "云岭州", Role.OFFICE),
    DemoAccount("wangxi", "demo-wangxi", "县级编辑 · 望溪县", "望溪县", Role.EDITOR),
    DemoAccount("wangxi-shenhe", "demo-shenhe", "县级审核人 · 望溪县", "望溪县", Role.APPROVER),
    DemoAccount("liuwan", "demo-liuwan", "乡镇编辑 · 柳湾镇", "柳湾镇", Role.EDITOR),
]  # fmt: skip


@transaction.atomic
def load_accounts() -> int:
    """Make the accounts that are missing, with their assignments; return how many were made."""
    return sum(_load(account) for account in DEMO_ACCOUNTS)


def _load(account: DemoAccount) -> bool:
    user = User.objects.filter(username=account.username).first()
    is_new = user is None
    if user is None:
        is_superuser = account.role is None
        user = User(
            username=account.username,
            first_name=account.description,
            is_staff=is_superuser,
            is_superuser=is_superuser,
        )
        user.set_password(account.password)
        user.full_clean()
        user.save()
    if account.role and not user.assignments.exists():
        division = Division.objects.by_code(read_places()[account.place].code)
        assignment = Assignment(user=user, division=division, role=account.role)
        grant_assignment(assignment=assignment, granted_by=None)
    return is_new
