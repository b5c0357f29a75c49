import logging

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from core.databases import require_database
from core.registries import daily_tasks

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Delete what is past its time: uploads, abandoned imports, ended sessions and the like. "
        "Meant for once a day; safe to run again."
    )

    def handle(self, **options: object) -> None:
        require_database()
        now, counts = timezone.now(), {}
        for each in sorted(daily_tasks, key=lambda task: task.order):
            counts[each.label] = each.purge(now)
        call_command("clearsessions")
        total = sum(counts.values())
        logger.info("expired purged", extra={"event": "expired_purged", "total": total})
        said = "，".join(f"{label} {count:,}" for label, count in counts.items())
        self.stdout.write(f"已清理：{said}。")
