"""The posts of the invented deputies (``content/posts.txt``), each with what goes with it."""

from dataclasses import dataclass, field

from .congresses import district_name
from .places import CONTENT

#: what a kind of deputy is called in rosters (代表类别)
KINDS = {
    "领导": "党政领导干部", "专技": "专业技术人员", "工人": "工人", "农民": "农民",
    "牧民": "农牧民", "企业": "企业负责人", "基层": "基层干部", "军人": "解放军",
}  # fmt: skip
#: parties as posts.txt names them, and as rosters write them
PARTIES = {
    "中共": "中共党员", "民革": "民革党员", "民盟": "民盟盟员", "民建": "民建会员",
    "民进": "民进会员", "农工": "农工党党员", "致公": "致公党党员", "九三": "九三学社社员",
    "无党派": "无党派人士", "群众": "群众",
}  # fmt: skip


@dataclass
class Post:
    """A line of posts.txt: the text and what it says of its holder; empty is undecided."""

    text: str
    kind: str
    gender: str = ""
    group: str = ""
    ages: tuple[int, int] = (36, 60)
    party: str = ""
    district: str = ""
    is_reelected: bool = False
    #: further congresses: 乡, 县, 州, 省
    also: list[str] = field(default_factory=list)


def read_posts() -> dict[str, list[Post]]:
    """Return the posts by heading."""
    posts: dict[str, list[Post]] = {}
    heading = ""
    for line in (CONTENT / "posts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            posts[heading] = []
        elif line and not line.startswith("#"):
            posts[heading].append(_post(line))
    return posts


def _post(line: str) -> Post:
    text, flags = (part.strip() for part in line.split("|"))
    kind, *rest = flags.split()
    post = Post(text, kind)
    for flag in rest:
        _set_flag(post, flag)
    return post


def _set_flag(post: Post, flag: str) -> None:
    """Write one flag into ``post``.

    Raises:
        ValueError: no flag reads so.
    """
    if flag in {"男", "女"}:
        post.gender = flag
    elif flag.endswith("族"):
        post.group = flag
    elif flag in PARTIES:
        post.party = PARTIES[flag]
    elif flag == "连任":
        post.is_reelected = True
    elif flag.startswith("@"):
        post.district = district_name(flag[1:])
    elif flag.startswith("+"):
        post.also.append(flag[1:])
    else:
        youngest, _, oldest = flag.partition("-")
        post.ages = int(youngest), int(oldest)
