from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from directory.batches import counts_of, undo_batch
from directory.exceptions import BatchRefusedError
from directory.management.accounts import user_named
from directory.models import ImportBatch
from editing.exceptions import ChangedSinceError


class Command(BaseCommand):
    help = (
        "Take back a whole import (撤销导入): everything is as it was before, or nothing changes "
        "and what has touched its records since is named. Exit status: 0 taken back, 1 not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "batch", type=int, metavar="BATCH",
            help="Number of the import, as its command said it and as its address in the admin "
                 "ends.",
        )  # fmt: skip
        parser.add_argument("--user", metavar="USERNAME", help="Undo with this person's rights.")

    def handle(self, **options: object) -> None:
        require_database()
        batch = self._batch(int(str(options["batch"])))
        counts = counts_of(batch.change_set) if batch.change_set else []
        try:
            undo_batch(batch=batch, by=user_named(options["user"]))
        except BatchRefusedError as error:
            raise CommandError(str(error)) from error
        except ChangedSinceError as error:
            named = [f"  {reason}" for reason in error.reasons]
            if error.count > len(named):
                named.append(f"  …… 共 {error.count:,} 处。")
            raise CommandError("\n".join(["没有撤销，下面这些后来动过：", *named])) from error
        done = "，".join(f"{kind}{verb} {count:,} 条" for kind, verb, count in counts)
        self.stdout.write(f"已撤销“{batch}”这次导入：{done}。")

    def _batch(self, number: int) -> ImportBatch:
        try:
            return ImportBatch.objects.select_related("change_set").get(pk=number)
        except (ImportBatch.DoesNotExist, OverflowError) as error:
            raise CommandError(f"没有编号为 {number} 的导入批次。") from error
