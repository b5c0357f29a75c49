"""Surnames, and what is drawn in place of a portrait.

That is the surname (欧阳 two characters), or the first two characters where the name follows
another tradition (阿依古丽·买买提).
"""

#: surnames of two characters (复姓)
_COMPOUND = frozenset(
    [
        "欧阳",
        "百里",
        "淳于",
        "澹台",
        "第五",
        "东方",
        "东郭",
        "东门",
        "独孤",
        "端木",
        "段干",
        "公良",
        "公孙",
        "公西",
        "公羊",
        "公冶",
        "赫连",
        "呼延",
        "皇甫",
        "夹谷",
        "乐正",
        "梁丘",
        "令狐",
        "刘付",
        "闾丘",
        "慕容",
        "纳兰",
        "南宫",
        "南门",
        "濮阳",
        "漆雕",
        "壤驷",
        "上官",
        "申屠",
        "司空",
        "司寇",
        "司马",
        "司徒",
        "太史",
        "太叔",
        "拓跋",
        "完颜",
        "万俟",
        "尉迟",
        "闻人",
        "巫马",
        "西门",
        "夏侯",
        "鲜于",
        "轩辕",
        "羊舌",
        "宇文",
        "长孙",
        "钟离",
        "仲孙",
        "诸葛",
        "颛孙",
        "子车",
        "宗政",
        "左丘",
    ]
)
#: the surnames of one character that nearly everybody with one has
_SINGLE = frozenset(
    "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余蒋叶"
    "杜苏魏程吕丁沈任姚卢钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白毛江闫薛尹付段雷黎史"
    "龙钱贺陶顾龚郝邵万严洪赖武傅莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申"
    "殷詹欧耿关覃兰焦俞左柳甘祝包代宁符阮尚舒纪柯梅童毕凌单季成霍苗裴涂谷曲盛冉翁蓝骆路游"
    "靳辛管柴蒙鲍华喻祁房蒲滕萧屈饶解牟艾尤时阳阎穆应农司古吉卓车简连缪项麦褚窦娄戚岑党宫"
    "景卜费冷晏卫席柏米隋宗桂瞿全苟楼闵佟臧边卞姬邬和师仇栾丘刁沙商寇荣巫郎桑丛甄敖虞仲池"
    "巩明佘查麻苑迟邝封官谈鞠匡惠荆乐冀胥郁南班储芦原栗燕楚鄢扬劳谌奚皮蔺粟冼盘满闻厉伊候"
    "仝区郜海阚花权强帅屠朴盖练廉禹井漆祖丰支卿国狄平计索宣晋相占初门云容敬来扈晁都芮普阙"
    "龍陳張劉楊黃吳趙孫馬許鄧馮韓葉蘇魏呂盧鍾賈鄒錢賀顧龔嚴賴湯樊龐顏倪莊聶魯嶽歐關蘭"
)
_DOT = "·"


def surname_of(name: str) -> str:
    """Return the surname, or nothing where ``name`` does not begin with one."""
    if _DOT in name or not 1 < len(name) < 5:
        return ""
    if len(name) > 2 and name[:2] in _COMPOUND:
        return name[:2]
    return name[:1] if name[:1] in _SINGLE else ""


def drawn_surname(name: str) -> str:
    """Return the one or two characters that stand for ``name`` where there is no photo."""
    return surname_of(name) or name.split(_DOT, maxsplit=1)[0][:2]
