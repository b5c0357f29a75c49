"""What the columns of a roster are called (表头用语), kept as data.

Under each field the usual headings, the best first: where two columns claim one field, the one
whose heading stands earlier is read. Compared without spaces, brackets, colons and stars,
simplified and in lower case; 代表, 本人, 所在 and the like in front do not count.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: columns that are read, by the field of ``Person`` they fill, and some that serve to fill one
HEADINGS = {
    "name": _words(
        "姓名 代表姓名 人大代表姓名 中文姓名 名字 代表名字 人名 name fullname chinesename "
        "deputy deputyname 当选代表 人大代表 代表"
    ),
    "gender": _words("性别 男女 gender sex"),
    "ethnicity": _words("民族 族别 族称 民族成分 民族成份 ethnicity ethnicgroup"),
    "birth": _words(
        "出生年月 出生年月日 出生日期 出生时间 出生年份 生日 生年月 生年月日 出生 生年 birth "
        "birthdate dateofbirth birthday birthmonth dob"
    ),
    "party": _words(
        "政治面貌 政治面目 党派 所属党派 参加党派 党派团体 何党派 政治身份 党派及政治面貌 party "
        "politicalaffiliation politicalstatus"
    ),
    "education": _words(
        "学历 文化程度 最高学历 学历学位 学历及学位 教育程度 受教育程度 文化水平 全日制学历 "
        "全日制教育 在职学历 在职教育 学位 education"
    ),
    "post": _words(
        "工作单位及职务 工作单位和职务 工作单位与职务 工作单位职务 现工作单位及职务 "
        "现任工作单位及职务 工作单位及现任职务 工作单位及职务职称 工作单位及职称 单位及职务 "
        "单位和职务 单位职务 单位及现任职务 现任单位及职务 现单位及职务 单位与职务 "
        "所在单位及职务 所在单位职务 现职务及单位 职务及工作单位 职务及单位 工作及职务 "
        "身份及职务 社会职务及单位 employerandpost post"
    ),
    "employer": _words(
        "工作单位 单位 单位名称 所在单位 现工作单位 工作单位名称 任职单位 服务单位 employer "
        "workunit organization organisation company"
    ),
    "position": _words(
        "职务 现任职务 现职务 现职 工作职务 行政职务 职务职称 职务及职称 担任职务 职务名称 岗位 "
        "position title jobtitle"
    ),
    "occupation": _words("职业 从事职业 身份 职业身份 occupation profession"),
    "constituency": _words(
        "选区 选区名称 选举单位 选区选举单位 当选选区 选出选区 参选选区 选区号 选区编号 "
        "选区序号 原选区 原选举单位 选出单位 产生单位 推选单位 选举单位名称 constituency "
        "electoralunit electingunit electoraldistrict 代表团 代表团名称 代表团别 团别 "
        "参加代表团 编入代表团 delegation 区 县 县区 区县 县市区 市县区 旗县 旗县区 旗县市区 "
        "市区 地区 divisionname 乡镇 镇乡 乡镇街道 镇街 街镇 镇街道 片区 district 乡 镇 街道"
    ),
    "level": _words(
        "代表层级 层级 代表级别 级别 人大层级 人大级别 代表级次 级次 哪级代表 level congresslevel"
    ),
    "term": _words(
        "届次 届 届别 届数 任期届次 当选届次 人大届次 任届 第几届 任届次 term termnumber termlabel"
    ),
    "group": _words(
        "代表小组 小组 小组名称 代表小组名称 代表组 编组 分组 组别 代表小组别 活动小组 "
        "代表活动小组 编入小组 group deputygroup"
    ),
    "station": _words(
        "联络站 代表联络站 人大代表联络站 联络站点 联系站 联系站点 进站 进驻联络站 进驻联络站点 "
        "进驻站点 进站情况 进站信息 进驻家站 进驻 驻站 家站 家站名称 代表家站 代表之家 "
        "人大代表之家 代表之家站 代表家站室 家站室 家室站 站点 活动站点 活动阵地 联络站名称 "
        "代表工作室 工作室 代表活动室 代表工作站 代表接待站 代表接待室 入驻联络站 入驻站点 入站 "
        "station contactstation"
    ),
    "phone": _words(
        "手机 手机号 手机号码 移动电话 联系手机 联系电话 联系电话手机 电话 电话号码 "
        "联系电话号码 联系方式 联系号码 手机电话 phone mobile mobilephone cellphone tel "
        "telephone phonenumber 办公电话 单位电话 办公室电话 固定电话 座机 座机号码 固话 "
        "住宅电话 宅电"
    ),
    "native_place": _words("籍贯 祖籍 nativeplace"),
    "deputy_class": _words(
        "代表类别 代表结构 代表类型 代表构成 代表成分 代表成份 代表界别 代表身份 代表身份类别 "
        "结构 结构类别 界别 类别 代表所属类别 deputyclass category"
    ),
    "tenure": _words(
        "新任或连任 新任连任 初任连任 连任新任 连任初任 是否连任 是否连任代表 连任 连任代表 "
        "是否新任 是否初任 新任 初任 新任代表 初任代表 tenure reelected"
    ),
    "register_number": _words(
        "代表证号 代表证编号 代表证号码 代表证书编号 代表证书号 代表编号 代表号 代表登记号 "
        "登记号 登记编号 代表编码 register registernumber registerno externalid deputyid "
        "deputycode 编号 编码"
    ),
    "division_code": _words(
        "行政区划代码 区划代码 行政区代码 行政区划编码 区划编码 行政区编码 区划码 divisioncode "
        "areacode"
    ),
    "email": _words("电子邮箱 邮箱 电子邮件 邮箱地址 电子信箱 email emailaddress mail"),
    "starts_on": _words(
        "当选日期 当选时间 当选年月日 选举日期 资格确认日期 资格生效日期 补选日期 补选时间 "
        "startson startdate electedon"
    ),
    "sequence": _words(
        "序号 序 顺序 顺序号 序列 排序 行号 总序号 总序 序次 row no number index seq #"
    ),
}
#: under the group heading of a birth (出生年月: 年 | 月)
BIRTH_PARTS = {"年": "birth_year", "年份": "birth_year", "月": "birth_month", "月份": "birth_month"}
#: headings that may number the rows as well as the deputies; the values tell which
NUMBERINGS = _words("编号 编码")
#: what may stand before or behind a heading without changing it
PREFIXES = _words(
    "人大代表 代表的 代表 本人 现所属 现所在 所属 所在 所进驻 所驻 所进 所 其 现 个人"
)
SUFFIXES = _words("情况 信息 名称 必填 选填 全称")
#: what parts two headings of one column (选区/选举单位, 姓名 Name)
SEPARATORS = "/／、\\|或及和与·,，;；"
#: group headings over columns that tell of somebody else than the deputy
OTHER_PEOPLE = _words(
    "联络员 联系人 联系领导 配偶 家属 推荐人 提名人 填报人 责任人 负责人 站长 联系群众 联系选民 "
    "联系户 紧急 助理 秘书 前任 原代表 接任 介绍人 组长 家庭成员 子女 父母 经办人"
)
#: group headings that say nothing
GROUPS = _words(
    "基本情况 基本信息 个人情况 个人信息 代表情况 代表信息 代表基本情况 代表基本信息 人员信息 "
    "联系信息 工作情况 工作信息 任职情况 履职情况 身份信息 当选情况 教育情况 教育背景 选举情况 "
    "其他"
)
#: what a field is called in messages
LABELS = {
    "name": "姓名", "gender": "性别", "ethnicity": "民族", "birth": "出生年月",
    "birth_year": "出生年", "birth_month": "出生月", "party": "政治面貌", "education": "学历",
    "post": "工作单位及职务", "employer": "工作单位", "position": "职务", "occupation": "职业",
    "constituency": "选区（选举单位）", "level": "代表层级", "term": "届次", "group": "代表小组",
    "station": "联络站", "phone": "联系电话", "native_place": "籍贯", "deputy_class": "代表类别",
    "tenure": "新任或连任", "register_number": "代表编号", "division_code": "区划代码",
    "email": "邮箱", "starts_on": "当选日期", "sequence": "序号",
}  # fmt: skip
