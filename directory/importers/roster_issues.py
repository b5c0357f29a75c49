"""What can be found about a row of a roster: one table of codes, weights and Chinese labels."""

import enum
from typing import NamedTuple, Self


class Severity(enum.StrEnum):
    """How much an issue weighs."""

    INFO = "info"
    WARNING = "warning"
    REVIEW = "review"
    DUPLICATE = "duplicate"
    ERROR = "error"


class IssueCode(enum.StrEnum):
    """An issue's code, with its ``severity`` and its ``label`` for people."""

    severity: Severity
    label: str

    def __new__(cls, code: str, severity: Severity, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.severity = severity
        member.label = label
        return member


class Code(IssueCode):
    """What the reader of a roster finds."""

    # tidied, nothing lost
    OUTER_SPACE = "outer_space", Severity.INFO, "首尾空格已去掉"
    INNER_SPACE = "inner_space", Severity.INFO, "字间空格已去掉"
    INVISIBLE_CHARACTER = "invisible_character", Severity.INFO, "看不见的字符已去掉"
    NAME_DOT = "name_dot", Severity.INFO, "间隔号已统一为“·”"
    LEADING_NUMBER = "leading_number", Severity.INFO, "姓名前的序号已去掉"
    NOTE_IN_NAME = "note_in_name", Severity.INFO, "姓名里的括注已取出"
    SHORT_ETHNICITY = "short_ethnicity", Severity.INFO, "民族简称已写全"
    NUMBER_CELL = "number_cell", Severity.INFO, "数字单元格已读作文字"
    NUMERIC_YEAR_MONTH = "numeric_year_month", Severity.INFO, "数字单元格已读作年月"
    YEAR_ONLY = "year_only", Severity.INFO, "只有年份"
    FULLWIDTH_DIGITS = "fullwidth_digits", Severity.INFO, "全角数字已转为半角"
    LINE_BREAK_IN_CELL = "line_break_in_cell", Severity.INFO, "单元格内有换行"
    UNIT_FROM_HEADING = "unit_from_heading", Severity.INFO, "选举单位取自行间标题"
    JOINED_ROWS = "joined_rows", Severity.INFO, "姓名合并的几行已并为一人"

    # taken over with a doubt, or left empty
    AMBIGUOUS_YEAR_MONTH = "ambiguous_year_month", Severity.WARNING, "年月有歧义，请核对"
    TWO_DIGIT_YEAR = "two_digit_year", Severity.WARNING, "年份只有两位，请核对"
    SERIAL_AS_TEXT = "serial_as_text", Severity.WARNING, "日期序号存成了文字，请核对"
    SERIAL_NUMBER = "serial_number", Severity.WARNING, "日期序号没有日期格式，请核对"
    INVALID_DATE = "invalid_date", Severity.WARNING, "日期无法采用，已留空"
    UNKNOWN_GENDER = "unknown_gender", Severity.WARNING, "性别无法识别，已留空"
    UNKNOWN_ETHNICITY = "unknown_ethnicity", Severity.WARNING, "民族无法识别，已留空"
    UNKNOWN_PARTY = "unknown_party", Severity.WARNING, "政治面貌无法识别，已留空"
    UNKNOWN_EDUCATION = "unknown_education", Severity.WARNING, "学历无法识别，已留空"
    UNKNOWN_TENURE = "unknown_tenure", Severity.WARNING, "新任还是连任无法识别，已留空"
    GENDER_CONFLICT = "gender_conflict", Severity.WARNING, "性别前后不一致，已留空"
    ETHNICITY_CONFLICT = "ethnicity_conflict", Severity.WARNING, "民族前后不一致，已留空"
    UNKNOWN_NOTE_IN_NAME = "unknown_note_in_name", Severity.WARNING, "姓名里的括注含义不明，未采用"
    UNUSUAL_PHONE = "unusual_phone", Severity.WARNING, "电话不像电话号码，请核对"
    PHONE_LOST_DIGITS = "phone_lost_digits", Severity.WARNING, "电话已丢失末尾数字，已留空"
    INVALID_EMAIL = "invalid_email", Severity.WARNING, "邮箱格式不对，已留空"
    IDENTITY_NUMBER = "identity_number", Severity.WARNING, "证件号码已去掉，不保存"
    PRIVATE_USE_CHARACTER = (
        "private_use_character",
        Severity.WARNING,
        "含有本机造字，别的电脑显示不出，请核对",
    )
    LOST_CHARACTER = "lost_character", Severity.WARNING, "有字符已损坏，请核对"
    ERROR_VALUE = "error_value", Severity.WARNING, "公式出错，已留空"
    FORMULA_WITHOUT_VALUE = "formula_without_value", Severity.WARNING, "公式没有结果，已留空"
    STRUCK_OUT_CELL = "struck_out_cell", Severity.WARNING, "内容带删除线，已留空"
    DATE_IN_TEXT_COLUMN = (
        "date_in_text_column",
        Severity.WARNING,
        "内容被表格软件改成了日期，已留空",
    )
    TEXT_TOO_LONG = "text_too_long", Severity.WARNING, "文字过长，已留空"

    # somebody has to look
    SAME_NAME_OTHER_LEVEL = (
        "same_name_other_level",
        Severity.REVIEW,
        "另一层级有同名代表，是否同一人须由人确认",
    )
    STRUCK_OUT_ROW = "struck_out_row", Severity.REVIEW, "整行带删除线，是否导入须由人确认"
    HIDDEN_ROW = "hidden_row", Severity.REVIEW, "隐藏的行，是否导入须由人确认"
    NAME_IS_FORMULA = "name_is_formula", Severity.REVIEW, "姓名是公式，须由人确认"
    SEVERAL_PEOPLE = "several_people", Severity.REVIEW, "一格里像是有几个人，须由人确认"
    NOT_A_NAME = "not_a_name", Severity.REVIEW, "不像姓名，须由人确认"
    VACANT_SEAT = "vacant_seat", Severity.REVIEW, "缺额，没有代表"
    ENDED_MANDATE = "ended_mandate", Severity.REVIEW, "括注说明代表资格已变动，须由人确认"
    REGISTER_NUMBER_REPEATED = (
        "register_number_repeated",
        Severity.REVIEW,
        "代表编号与另一人相同，须由人确认",
    )
    OTHER_LEVEL_IN_HEADING = (
        "other_level_in_heading",
        Severity.REVIEW,
        "行间标题写的是另一层级，须由人确认",
    )
    OTHER_PEOPLE_IN_HEADING = (
        "other_people_in_heading",
        Severity.REVIEW,
        "行间标题写的不是代表，须由人确认",
    )
    POSSIBLE_DUPLICATE = "possible_duplicate", Severity.REVIEW, "可能与另一行重复，须由人确认"
    DUPLICATE_ROW = "duplicate_row", Severity.DUPLICATE, "与另一行完全重复，已跳过"

    # cannot be read
    MISSING_NAME = "missing_name", Severity.ERROR, "缺姓名"
    EXTRA_CELLS = "extra_cells", Severity.ERROR, "单元格比表头多"
    UNKNOWN_LEVEL = "unknown_level", Severity.ERROR, "代表层级无法识别"
    NO_CONGRESS = "no_congress", Severity.ERROR, "这一级依法不设人民代表大会"
    UNKNOWN_TERM = "unknown_term", Severity.ERROR, "届次无法识别"
    UNBALANCED_QUOTES = "unbalanced_quotes", Severity.ERROR, "引号不成对，几行连在了一起"


class Finding(NamedTuple):
    """Something found in a cell: a code and, where its label is not enough, a sentence."""

    code: Code
    detail: str = ""


#: issues that keep a row out until somebody has decided
QUESTIONS = frozenset(
    [
        Code.STRUCK_OUT_ROW, Code.HIDDEN_ROW, Code.NAME_IS_FORMULA, Code.SEVERAL_PEOPLE,
        Code.NOT_A_NAME, Code.VACANT_SEAT, Code.ENDED_MANDATE, Code.REGISTER_NUMBER_REPEATED,
        Code.OTHER_LEVEL_IN_HEADING, Code.OTHER_PEOPLE_IN_HEADING,
    ]
)  # fmt: skip
#: the column of an issue that concerns the whole row
WHOLE_ROW = "*"
