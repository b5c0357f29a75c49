"""What an invented deputy looks like: clothes and hat that suit work, age and origin."""

from typing import Protocol

from .portraits import Sitter

#: clothes by a word of the post, the first that fits
_BY_WORK = {
    "卫生院|医院|卫生室|医师|护士|护师|村医|检验|保健|药剂": (
        "white_coat",
        "white_coat",
        "cardigan",
    ),
    "挡车|维修|班长|运检|道班|水电|清扫|保洁|技师|化验|分拣": ("work_vest", "jacket", "polo"),
    "林场|防火|管护|营林": ("jacket",),
}
_BY_KIND = {
    "领导": ("jacket", "jacket", "suit", "suit_open", "blouse"),
    "企业": ("suit", "suit_open", "polo", "blouse", "plain"),
    "农民": ("jacket", "crew_neck", "polo", "plain", "mandarin", "turtleneck"),
    "牧民": ("jacket", "crew_neck", "mandarin"),
}
_FESTIVE = {"蒙古族": "robe", "藏族": "wide_robe", "苗族": "silver_collar"}
#: clothes that only women wear here, or only men
_WOMENS, _MENS = {"blouse", "cardigan", "scarf", "silver_collar"}, {"suit"}
_HATS = {"维吾尔族": "doppa", "回族": "white_cap"}
#: kinds that come to the photographer in what is worn at home on feast days
_AT_HOME = {"农民", "牧民", "基层"}


class Looks(Protocol):
    """What of a person decides how it is drawn."""

    name: str
    gender: str
    group: str
    birth: str
    kind: str
    post: str


def sitter_for(person: Looks, age: int, **chosen: object) -> Sitter:
    """Return whom to draw for ``person``; ``chosen`` are fields of ``Sitter`` that are settled."""
    is_female = person.gender == "女"
    if isinstance(wear := chosen.get("wear"), list):
        chosen["wear"] = tuple(wear)
    looks: dict[str, object] = {"wear": _wear(person, is_female=is_female)}
    if not is_female and age >= 58 and person.kind in _AT_HOME:
        looks["hat"] = _HATS.get(person.group, "")
    return Sitter(
        seed=f"{person.name} {person.birth}", female=is_female, age=age, **(looks | chosen)
    )


def _wear(person: Looks, *, is_female: bool) -> tuple[str, ...]:
    """Return clothes to choose from, none for the everyday ones."""
    festive = _FESTIVE.get(person.group, "")
    if festive and person.kind in _AT_HOME and _suits(festive, is_female=is_female):
        return (festive, "jacket", "crew_neck")
    for words, wear in _BY_WORK.items():
        if any(word in person.post for word in words.split("|")):
            return tuple(name for name in wear if _suits(name, is_female=is_female))
    names = _BY_KIND.get(person.kind, ())
    return tuple(name for name in names if _suits(name, is_female=is_female))


def _suits(name: str, *, is_female: bool) -> bool:
    return name not in (_MENS if is_female else _WOMENS)
