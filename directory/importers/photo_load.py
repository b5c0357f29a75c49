"""Import photographs of deputies from an archive (导入照片).

Each file stands alone: it is matched by its name (``photo_match``), made safe
(``files.pictures``), compared with the photo the person has, and hung up in a transaction of its
own. A second import of the same archive changes nothing.
"""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError

from accounts.models import User
from core.identity_numbers import mask_identity_numbers
from directory.enums import BatchKind
from directory.exceptions import PhotosRefusedError, RecordsChangedError
from directory.models import Deputy, ImportBatch
from divisions.models import Division
from files.exceptions import PictureRefusedError
from files.pictures import CleanPicture, clean_picture

from .import_notes import ImportOrigin
from .photo_archive import Member, MemberKind, MemberUnreadableError, PhotoArchive, open_archive
from .photo_batch import PhotoBatch
from .photo_match import Match, match_photo
from .photo_names import NOTHING_SAID, PhotoName, read_photo_name
from .photo_people import Sitter, Sitters, known_places, load_sitters
from .photo_rows import PhotoOutcome, PhotoResult, PhotoRow
from .photo_store import content_hash, current_hashes, hang_portrait
from .roster_answers import SKIP
from .roster_records import file_name_of, register_of
from .roster_rights import Rights

_TOLD_EVERY = 50
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class PhotoOrder:
    """What is to be imported, and how.

    Attributes:
        path: the archive.
        place: only people kept in its subtree are looked at.
        user: who imports; None: the system, to which no territory is closed.
        register: the register whose numbers the file names carry; by default the place's own.
        answers: ``{name in the archive: public code or "skip"}``, what a person has decided.
        is_trial: write nothing, and say what would have been written.
        batch: the upload that the office sees; without one the import makes its own.
        title: what the archive was called where ``path`` does not say.
    """

    path: Path
    place: Division
    user: User | None = None
    register: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    is_trial: bool = False
    batch: ImportBatch | None = None
    title: str = ""


def import_photos(order: PhotoOrder, progress: Callable[[str], object]) -> PhotoResult:
    """Read the archive and hang up the portraits.

    Raises:
        PhotosRefusedError: the archive is refused whole; the message says why. Refused files are
            no error: they stand in the result.
    """
    try:
        with open_archive(order.path) as archive:
            return _Import(order, archive, progress).run()
    except OSError as error:
        raise PhotosRefusedError(f"读不了文件：{error.strerror}。") from error
    except OperationalError as error:
        raise PhotosRefusedError(
            "数据库没有响应（别的程序正在写入，或连接断开）。已经写入的照片不会重复，请稍后再导入一次。"
        ) from error


@dataclass(eq=False, slots=True)
class _File:
    """A picture on its way: whom its name means, and what the row says so far."""

    member: Member
    row: PhotoRow
    name: PhotoName = NOTHING_SAID
    answer: str = ""
    match: Match = field(default_factory=Match)
    hash: str = ""


class _Import:
    def __init__(
        self, order: PhotoOrder, archive: PhotoArchive, progress: Callable[[str], object]
    ) -> None:
        self.order, self.archive, self.progress = order, archive, progress
        self.rights = Rights(order.user)
        self.answers = {
            mask_identity_numbers(name): answer for name, answer in order.answers.items()
        }
        self.used_answers: set[str] = set()
        self.held: tuple[int, CleanPicture | None] = (0, None)
        self.done = 0
        self.batch = PhotoBatch(_origin(order))
        self.has_drafts = False

    def run(self) -> PhotoResult:
        """Match every file, then take person after person."""
        files = [self._file(member) for member in self.archive.members]
        pictures = [file for file in files if file.row.outcome == PhotoOutcome.UNMATCHED]
        self._match(pictures)
        try:
            self._take(pictures)
        finally:
            change_set = self.batch.finish(is_draft=self.has_drafts)
        return PhotoResult([file.row for file in files], self._notices(), change_set)

    def _take(self, pictures: list[_File]) -> None:
        """Take person after person, then what is nobody's for sure."""
        of_person: dict[Sitter, list[_File]] = defaultdict(list)
        for file in pictures:
            if file.match.sitter:
                of_person[file.match.sitter].append(file)
        for sitter, group in of_person.items():
            self._take_person(sitter, group)
            self._tell(len(group), len(pictures))
        for file in pictures:
            if file.match.sitter is None:
                self._leave(file)

    # Who is it

    def _file(self, member: Member) -> _File:
        row = PhotoRow(member.name, PhotoOutcome.IGNORE, reason=member.reason)
        file = _File(member, row)
        if member.kind == MemberKind.REFUSED:
            row.outcome = PhotoOutcome.ERROR
        elif member.kind == MemberKind.PICTURE:
            file.answer = self._answer(member)
            if file.answer == SKIP:
                row.reason = "按答复不导入"
            else:
                row.outcome = PhotoOutcome.UNMATCHED
                file.name = read_photo_name(member.base, member.folders)
        return file

    def _answer(self, member: Member) -> str:
        for name in (member.name, member.base):
            if name in self.answers:
                self.used_answers.add(name)
                return self.answers[name]
        return ""

    def _match(self, pictures: list[_File]) -> None:
        sitters = self._sitters(pictures)
        hints = {hint for file in pictures for hint in file.name.hints}
        places = known_places(self.order.place, hints)
        for file in pictures:
            file.match = match_photo(file.name, sitters, places)
            if file.answer and (answered := sitters.by_code.get(file.answer)):
                file.match = Match(answered)
            elif file.answer:
                question = f"答复的网址编号 {file.answer} 不是本区划的代表。"
                file.match = Match(candidates=file.match.candidates, question=question)

    def _sitters(self, pictures: list[_File]) -> Sitters:
        names = [file.name for file in pictures]
        wanted = {text for name in names for text in name.names}
        wanted |= {text for name in names for text, _ in name.within()}
        codes = {code for name in names for code in name.codes}
        return load_sitters(
            self.order.place,
            wanted,
            {number for name in names for number in name.numbers},
            codes | {file.answer for file in pictures if file.answer},
            self.order.register or register_of(self.order.place),
            self.rights.sees,
        )

    # What becomes of it

    def _take_person(self, sitter: Sitter, group: list[_File]) -> None:
        """Hang up the picture of one person, or ask which of several."""
        deputy = Deputy.objects.select_related("latest_revision").get(pk=sitter.pk)
        group = [file for file in group if self._clean(file)]
        hashes = current_hashes(deputy)
        for file in group:
            file.row.person, file.row.deputy = sitter.name, sitter.code
        if group and (chosen := self._chosen(sitter, group, hashes)):
            self._hang(chosen, sitter, deputy, hashes)

    def _chosen(self, sitter: Sitter, group: list[_File], hashes: set[str]) -> _File | None:
        """Return the file to take of those that show one person; the others get their outcome.

        What was answered wins, then the picture that the person has already.
        """
        answered = [file for file in group if file.answer]
        held = [file for file in group if file.hash in hashes]
        eligible = answered or held or group
        if len({file.hash for file in eligible}) > 1:
            for file in group:
                file.row.outcome = PhotoOutcome.REVIEW
                file.row.reason = f"同一位代表有 {len(group)} 张照片，请答复用哪一张。"
                file.row.candidates = [(sitter.code, sitter.label)]
            return None
        for file in group:
            if file is not eligible[0]:
                file.row.outcome = PhotoOutcome.IGNORE
                file.row.reason = f"同一位代表用了 {eligible[0].member.name}"
        return eligible[0]

    def _hang(self, file: _File, sitter: Sitter, deputy: Deputy, hashes: set[str]) -> None:
        row = file.row
        if file.hash in hashes:
            row.outcome = PhotoOutcome.UNCHANGED
            return
        if obstacle := self._obstacle(sitter):
            row.outcome, row.reason = PhotoOutcome.ERROR, obstacle
            return
        row.outcome = PhotoOutcome.UPDATE if deputy.photo_id else PhotoOutcome.IMPORT
        is_published = self.rights.may_publish(deputy.division_path)
        if deputy.live and not is_published:
            row.reason = "存为草稿，待有发布权的人发布"
        if not self.order.is_trial:
            self._write(file, deputy, is_published=is_published)

    def _write(self, file: _File, deputy: Deputy, *, is_published: bool) -> None:
        try:
            with self.batch.noting():
                hang_portrait(
                    deputy=deputy, picture=self._picture(file), is_published=is_published,
                    by=self.order.user,
                )  # fmt: skip
            self.has_drafts |= deputy.live and not is_published
        except (RecordsChangedError, Deputy.DoesNotExist):
            file.row.outcome = PhotoOutcome.ERROR
            file.row.reason = "写入时记录已被修改或删除，请再导入一次"

    def _obstacle(self, sitter: Sitter) -> str:
        """Return what keeps the person's record from being written, "" if nothing does."""
        if not self.rights.may_write(sitter.path):
            return "不在您的范围，没有写入"
        if sitter.state.locked:
            return "代表的记录已锁定，没有写入"
        if sitter.state.live and sitter.state.has_draft:
            return "代表有未发布的修改，请先发布或放弃，再导入照片"
        return ""

    def _leave(self, file: _File) -> None:
        """Say why a file means nobody for sure; what is no picture is refused all the same."""
        if not self._clean(file):
            return
        match, row = file.match, file.row
        if not match.question:
            row.reason = "在本区划的代表里没有找到这个姓名"
            return
        row.outcome, row.reason = PhotoOutcome.REVIEW, match.question
        row.candidates = [(sitter.code, sitter.label) for sitter in match.candidates]
        shown = [sitter for sitter in match.candidates if file.hash in self._hashes_of(sitter)]
        if len(shown) == 1 and not file.answer:
            row.outcome, row.reason, row.candidates = PhotoOutcome.UNCHANGED, "", []
            row.person, row.deputy = shown[0].name, shown[0].code

    def _hashes_of(self, sitter: Sitter) -> set[str]:
        return current_hashes(Deputy.objects.select_related("latest_revision").get(pk=sitter.pk))

    def _clean(self, file: _File) -> bool:
        """Note what the picture is like, made safe; return whether it is one."""
        try:
            file.hash = content_hash(self._picture(file))
        except (MemberUnreadableError, PictureRefusedError) as error:
            file.row.outcome, file.row.reason = PhotoOutcome.ERROR, str(error)
            return False
        return True

    def _picture(self, file: _File) -> CleanPicture:
        """Return the picture made safe; only the latest one is held."""
        number, picture = self.held
        if number != id(file) or picture is None:
            content = self.archive.read(file.member)
            picture = clean_picture(io.BytesIO(content), file.member.base)
            self.held = (id(file), picture)
        return picture

    def _notices(self) -> list[str]:
        unused: Iterable[str] = self.answers.keys() - self.used_answers
        return [f"压缩包里没有 {name}，这条答复没有用上。" for name in sorted(unused)]

    def _tell(self, count: int, total: int) -> None:
        before, self.done = self.done, self.done + count
        if self.done // _TOLD_EVERY > before // _TOLD_EVERY:
            self.progress(f"处理 {self.done:,} / {total:,} 张……")


def _origin(order: PhotoOrder) -> ImportOrigin:
    title = mask_identity_numbers(order.title or file_name_of(order.path))[:_LONGEST_TITLE]
    return ImportOrigin(
        kind=BatchKind.PHOTOS, source=f"照片 {title}"[:_LONGEST_TITLE], title=title,
        place=order.place, user=order.user, batch=order.batch,
    )  # fmt: skip
