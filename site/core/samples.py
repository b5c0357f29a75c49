"""What the page of all components shows (组件样例). People and places are invented."""

from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from .paging import CappedPage, CappedPaginator

Sample = dict[str, object]

_HERE = "#main"


def _card(name: str, post: str, marks: list[tuple[int, str]], **more: object) -> Sample:
    return {
        "name": name, "url": _HERE, "post": post,
        "marks": [{"rank": rank, "text": text} for rank, text in marks], **more,
    }  # fmt: skip


def _option(text: str, count: str = "", *, is_current: bool = False) -> Sample:
    return {"text": text, "count": count, "url": _HERE, "is_current": is_current}


def _menu(*labels: str, current: str = "") -> list[Sample]:
    return [{"label": label, "url": _HERE, "is_current": label == current} for label in labels]


def _page() -> Page:
    """Return a page in the middle of a long list: ways back and on, gaps on both sides."""
    paginator = CappedPaginator(range(1_000), 24)
    paginator.__dict__["_counted"] = 1_000
    return CappedPage(range(24), 9, paginator)


def samples() -> dict[str, object]:
    """Return the context of ``core/components.html``: every component in every state."""
    portrait = static("images/sample-portrait.svg")
    cards = [
        _card("李秋禾", "有照片，两级代表", [(3, "州"), (2, "县")], photo=portrait),
        _card("李敏", "没有照片，两字姓名占三字宽", [(2, "县")]),
        _card("欧阳敏", "没有照片，复姓写两字", [(1, "镇")]),
        _card("额日登格日勒·巴图", "长姓名不截断", [(5, "全国")]),
        _card("阿依古丽·买买提", "间隔号用 U+00B7", [(4, "省")], note="第十七选区 · 三组"),
        _card(
            "张伟", "", [], photo=portrait, is_former=True,
            note="望溪县第十七届人民代表大会代表，任至 2021 年 12 月",
        ),
    ]  # fmt: skip
    levels = [(5, "全国"), (4, "省级"), (3, "州级"), (2, "县级"), (1, "乡级")]
    return {
        "names": {
            "place_name": "云岭州", "site_name": "人大代表和家站室",
            "organ": "云岭州人民代表大会常务委员会", "office": "代表工作委员会",
            "address": "云岭州白苇市人民路 8 号", "phone": "0990-555 0114",
            "site_code": "9901000001",
            "icp_number": "云ICP备00000001号", "police_number": "99010002000001号",
        },
        "menu_few": _menu("找代表", "代表名录", current="找代表"),
        "menu_many": _menu("代表", "家站", "建议", "动态", "学习"),
        "trail": [("首页", _HERE), ("代表名录", _HERE), ("望溪县", _HERE)],
        "lines": ["有话要说，", "先找家门口的代表。"],
        "links": [("从县市一级一级选", _HERE), ("按姓名找", _HERE)],
        "levels": [
            {"rank": rank, "text": f"{word}人大代表", "count": f"{rank * 7} 名", "url": _HERE}
            for rank, word in levels
        ],
        "marks": [{"rank": rank, "text": word} for rank, word in levels],
        "cards": cards,
        "columns": [cards[:3], cards[3:]],
        "portrait": portrait,
        "groups": [
            {"title": "社区", "places": [("柳湾社区", _HERE), ("河沿社区", _HERE)]},
            {"title": "村", "places": [("东湾村", _HERE), ("巴音布拉格村", _HERE)]},
        ],
        "steps": [
            {"level": "省", "name": "青澜省"},
            {"level": "州", "name": "云岭州", "url": _HERE},
            {"level": "县市", "name": "望溪县", "url": _HERE},
        ],
        "places": [("望溪县", "代表 1,204 名", _HERE), ("白苇市", "代表 0 名", _HERE)],
        "mandates": _mandates(),
        "facts": [
            {"key": "联系方式", "value": "柳湾镇代表联络站，0990-555 0137"},
            {"key": "其他姓名", "value": "ئايگۈل", "lang": "ug"},
        ],
        "tabs": [_option("全部"), _option("县级", "216", is_current=True), _option("乡级", "0")],
        "orders": [_option("拼音", is_current=True), _option("笔画")],
        "chips": [{"text": "县级", "url": _HERE}, {"text": "柳湾镇", "url": _HERE}],
        "facets": [
            {
                "title": "地区", "state": "柳湾镇", "is_open": True,
                "options": [_option("柳湾镇", "14", is_current=True), _option("石桥镇", "0")],
            },
            {"title": "届次", "options": [_option("第十八届"), _option("第十七届")]},
        ],
        "page": _page(),
        "body": mark_safe(
            "<p>正文里有<strong>重点</strong>和<a href=\"#main\">链接</a>。</p>"
            "<h2>小题目</h2><ul><li>一条</li></ul><blockquote><p>引一句话。</p></blockquote>"
        ),
        "answers": _answers(cards),
    }  # fmt: skip


def _mandates() -> list[Sample]:
    return [
        {
            "rank": 3, "level": "州", "title": "云岭州第十四届人民代表大会代表",
            "detail": ["2022 年 1 月至今", "望溪县人民代表大会选出"],
        },
        {
            "rank": 1, "level": "镇", "title": "柳湾镇第十五届人民代表大会代表", "is_ended": True,
            "detail": ["2014 年 3 月补选—2016 年 11 月", "第七选区（东湾村）选民直接选出"],
        },
    ]  # fmt: skip


def _answers(cards: list[Sample]) -> Sample:
    return {
        "title": "替东湾村说话的代表",
        "tiers": [
            {"rank": 1, "label": "柳湾镇人大代表", "empty": "第七选区的镇代表还没有录入"},
            {
                "rank": 2, "label": "望溪县人大代表", "note": "第十七选区 · 直接选举 · 2 位",
                "cards": cards[:2],
                "folds": [{"title": "按单位划分的选区：1 位", "cards": cards[2:3]}],
                "more_url": _HERE, "more_text": "看全部望溪县人大代表",
            },
        ],
        "posted": {"note": "1 位", "cards": cards[:1], "folds": []},
    }  # fmt: skip
