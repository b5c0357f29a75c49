"""What stands in the cells of a roster (名册用语), kept as data.

Sources: GB/T 2261.1 (gender), GB/T 3304 (ethnic groups), GB/T 4762 (political affiliation).
Compared without spaces, simplified and in lower case.
"""

import re


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _table(**words: str) -> dict[str, str]:
    return {word: value for value, line in words.items() for word in line.split()}


GENDERS = _table(
    male="男 男性 男士 先生 m male man 1",
    female="女 女性 女士 f female woman 2",
)

#: whether somebody sat in the term before; the headings that ask for it are answered yes or no
TENURES = _table(
    first_term="新任 初任 首任 首次 首次当选 新当选 新当选代表 新任代表 初任代表 初次 新 初",
    re_elected="连任 连任代表 连选连任 续任 再次当选 继续当选 连",
)
YES = frozenset(_words("是 √ ✓ ✔ 对 有 y yes true 1"))
NO = frozenset(_words("否 × ✗ ✘ 不是 非 n no false 0"))

#: in the order of GB/T 3304, codes 01 to 56
ETHNIC_GROUPS = _words(
    "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 "
    "哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 "
    "达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 "
    "乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 "
    "珞巴族 基诺族"
)
#: recognised groups beside the 56, written as they are
OTHER_GROUPS = ("穿青人", "革家人", "僜人", "夏尔巴人", "外国血统中国籍人士")
#: how people write them besides leaving 族 away
ETHNIC_NICKNAMES = {
    "维": "维吾尔族", "维族": "维吾尔族", "蒙": "蒙古族", "蒙族": "蒙古族", "哈": "哈萨克族",
    "哈族": "哈萨克族", "朝": "朝鲜族", "朝族": "朝鲜族", "鲜族": "朝鲜族", "柯": "柯尔克孜族",
    "柯族": "柯尔克孜族", "柯尔克族": "柯尔克孜族", "俄": "俄罗斯族", "俄族": "俄罗斯族",
    "乌孜": "乌孜别克族", "乌兹别克族": "乌孜别克族", "乌兹别克": "乌孜别克族", "塔族": "塔吉克族",
    "布衣族": "布依族", "布衣": "布依族", "僮族": "壮族", "畬族": "畲族", "畬": "畲族",
    "傈傈族": "傈僳族", "栗僳族": "傈僳族", "拉祜": "拉祜族", "瓦族": "佤族", "彜族": "彝族",
    "达翰尔族": "达斡尔族", "达斡族": "达斡尔族", "毛难族": "毛南族", "崩龙族": "德昂族",
    "鄂伦春": "鄂伦春族", "高山": "高山族", "傣": "傣族", "汉民": "汉族", "回民": "回族",
    "han": "汉族",
}  # fmt: skip

#: members of the youth organisations are in no party: what they are stays as it is said
_PARTIES = _table(
    中国共产党="中共 共产党 党员 正式党员 预备党员 中共预备 中国共产党 中国共产党预备 01",
    共青团员="共青团 共青 团员 青年团 青年团员 中国共产主义青年团 03",
    少先队员="少先队 少先 少年先锋队 中国少年先锋队",
    中国国民党革命委员会="民革 中国国民党革命委员会 国民党革命委员会 04",
    中国民主同盟="民盟 中国民主同盟 民主同盟 05",
    中国民主建国会="民建 中国民主建国会 民主建国会 06",
    中国民主促进会="民进 中国民主促进会 民主促进会 07",
    中国农工民主党="农工党 农工 农工民主党 中国农工民主党 中国农工党 08",
    中国致公党="致公党 致公 中国致公党 09",
    九三学社="九三学社 九三 10",
    台湾民主自治同盟="台盟 台湾民主自治同盟 11",
    无党派人士="无党派 无党派人士 无党派民主人士 无党派代表人士 无党无派 12",
    群众="群众 无 普通群众 公民 普通公民 无党 13",
)
#: 其他 says nothing about the person
PARTIES = {**_PARTIES, "其他": "", "其它": ""}
PARTY_TAIL = re.compile("(?:正式)?(?:党员|会员|盟员|社员|团员|队员|成员)$")

#: a cell crossed out by hand, as good as empty
STROKES = frozenset(_words("/ // - -- --- — —— ／ \\ 、 . 。 … …… .. ... ......"))
#: a cell that says it is empty; to a date, a gender or an affiliation these words say more
BLANKS = STROKES | frozenset(_words("无 空 暂无 未填 不详 未知 不明 n/a na nil none null"))
ERROR_VALUES = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|#+)"
)

#: a seat without a deputy, in the place of a name
VACANCIES = frozenset(_words("空缺 缺额 暂缺 待补 待补选 待选 待定 出缺 缺 缺员"))
#: notes beside a name after which its bearer may be no deputy any more
ENDED = re.compile(
    "故$|去世|病逝|逝世|死亡|辞职|辞去|请辞|罢免|终止|停职|暂停|调离|调出|迁出|迁离|撤销|撤换|免去|免职"
    "|离任|卸任|出缺|当选无效|不再|原代表|被捕|羁押|留置"
)
#: what ends the name of something that is no person: no name ends so
NOT_PEOPLE = re.compile(
    "(?:代表团|小组|选区|选举单位|公司|集团|委员会|办事处|街道|社区|居委会|村委会|学校|医院|人大|政府|大队"
    "|联络站|代表之家|名单|花名册|名册|人员|人民代表大会|党支部|党总支|团支部|支委会|办公[室厅]|派出所|检察院"
    "|主任|书记|主席|经理|总监|总裁|理事长|董事长|秘书长|[局处科校院厂县镇乡区市村部所]长|负责人|工程师|教师)$"
)
#: what ends the name of a body or a post, and perhaps a name of a surname and two characters
BODIES_AND_POSTS = re.compile(
    "(?:党[委组]|支部|党委会|工会|妇联|[团村居县市省区镇乡]委|常委会?|协会|商会|学会|联合会|合作社|企业|事务所"
    "|研究[院所]|卫生[院室]|幼儿园|[小中大]学|学院|[党干]校|[支分银]行|农场|法院|机关|部门|中心|管理处|秘书处"
    "|工作[站室]|接待[站室]|.{2}[局厂]|[宣传组织统战武装事业项目工程]{2}部"
    "|会长|会计|出纳|秘书|董事|监事|助理|顾问|委员|干事|专员|干部|支书|[省州段站队组社班团行店]长|联系人|联络员"
    "|[医药护律讲技]师|医生|护士|教[员授]|职[工员]|工人|农民工?|[村居市]民|个体户|经营者|党员|成员|代表|同志|先生|女士)$"
)
#: such words whose first character is a surname
POSTS_LIKE_NAMES = frozenset(_words(
    "农民 农民工 农场 农场主 董事 代表 党员 党委 党组 党校 党务 商会 商户 支书 支行 车间 单位 全体"
))  # fmt: skip

#: headings between rows over people who are no deputies of this term
NOT_DEPUTIES = re.compile(
    "列席|特邀|旁听|工作人员|候选人|落选|嘉宾|往届|上届|离任|已故|辞职|终止|罢免|调离|去世|候补|推荐人选"
)

_NUMERALS = "[\\d一二三四五六七八九十百千]"
#: rows that count the others; 计 alone is a surname
TOTAL = re.compile(
    r"(?:以上|本页|本表|全[省市县区州乡镇团]|[男女])?(?:合计|总计|小计|共计|累计|总人数|合共|总共)"
    rf"|共{_NUMERALS}+[人名位]|其中[:：,，男女]|[男女](?:代表)?[:：]?\d+[人名]|人数[:：合总]|total"
)
#: rows that explain, sign or number the page
NOTE = re.compile(
    r"(?:注|备注|附注|附件?|说明|填表说明|填写说明|填报说明|备考)(?:[:：;；.、．（(\d①一]|$)"
    r"|(?:填表|填报|制表|审核|复核|审批|经办|联系|负责|报送|打印|统计|录入|校对)"
    r"(?:人员|人|单位|日期|时间|部门)?(?:签[名字]|[:：（(]|$)"
    r"|(?:单位)?(?:主要|分管)?(?:领导|负责人|盖章|公章)(?:签[名字])?[:：（(]"
    r"|(?:日期|时间|电话|联系电话|单位)[:：]|[（(](?:单位)?(?:盖章|公章)|第\d+页|page\d+|—\d+—|-\d+-"
)
#: what stands before and behind the name in a heading between rows: 一、福田区代表团（44名）
NUMERAL_IN_FRONT = re.compile(
    r"[（(]?[一二三四五六七八九十百]+[)）]?[、.．:：]|[（(][一二三四五六七八九十]+[)）]|[（(]?\d+[)）]?[、.．]"
)
COUNT_BEHIND = re.compile(rf"[（(]?(?:共计|共|计)?{_NUMERALS}+[名人位个][)）]?$")
DELEGATION = re.compile(r"(?P<place>.+?)(?:人大)?代表团$")
UNIT = re.compile(
    rf".*(?:选区|选举单位)$|第{_NUMERALS}+选区.*|.+[省市县区州旗乡镇]$|.*(?:解放军|武警部队)$"
)
GROUP = re.compile(r".+(?:小组|代表组)$")

#: the longest text a field takes; what is longer is no such thing
LONGEST = {
    "ethnicity": 20, "party": 30, "education": 40, "post": 400, "constituency": 120, "group": 120,
    "station": 120, "phone": 60, "register_number": 60, "native_place": 60, "deputy_class": 60,
    "division_code": 20, "email": 254, "name": 60,
}  # fmt: skip
