"""Kinds and names, read from codes and names."""

from django.test import SimpleTestCase

from divisions.enums import ELECTED_DIRECTLY, WITHOUT_CONGRESS, Kind, Level
from divisions.importers.matching import recoded, succeeded
from divisions.kinds import is_place, kind_of
from divisions.names import short_name_of, spoken_names_of, stem_of

KINDS = [
    ("430000", 1, "湖南省", Kind.PROVINCE),
    ("650000", 1, "新疆维吾尔自治区", Kind.AUTONOMOUS_REGION),
    ("110000", 1, "北京市", Kind.MUNICIPALITY),
    ("810000", 1, "香港特别行政区", Kind.SPECIAL_REGION),
    ("430500", 2, "邵阳市", Kind.CITY_WITH_DISTRICTS),
    ("441900", 2, "东莞市", Kind.CITY_WITHOUT_DISTRICTS),
    ("442000", 2, "中山市", Kind.CITY_WITHOUT_DISTRICTS),
    ("460400", 2, "儋州市", Kind.CITY_WITHOUT_DISTRICTS),
    ("620200", 2, "嘉峪关市", Kind.CITY_WITHOUT_DISTRICTS),
    ("654000", 2, "伊犁哈萨克自治州", Kind.AUTONOMOUS_PREFECTURE),
    ("654200", 2, "塔城地区", Kind.PREFECTURE_AREA),
    ("152500", 2, "锡林郭勒盟", Kind.LEAGUE),
    ("430522", 3, "新邵县", Kind.COUNTY),
    ("430529", 3, "城步苗族自治县", Kind.AUTONOMOUS_COUNTY),
    ("150121", 3, "土默特左旗", Kind.BANNER),
    ("150722", 3, "莫力达瓦达斡尔族自治旗", Kind.AUTONOMOUS_BANNER),
    ("230202", 3, "龙沙区", Kind.DISTRICT),
    ("419001", 3, "济源市", Kind.COUNTY_CITY),
    ("429021", 3, "神农架林区", Kind.COUNTY_SPECIAL),
    ("520203", 3, "六枝特区", Kind.COUNTY_SPECIAL),
    ("231226", 3, "绥棱林区", Kind.DISTRICT),
    ("140109", 3, "万柏林区", Kind.DISTRICT),
    ("411402", 3, "梁园区", Kind.DISTRICT),
    ("130171", 3, "石家庄高新技术产业开发区", Kind.DEVELOPMENT_ZONE),
    ("130672", 3, "保定白沟新城", Kind.DEVELOPMENT_ZONE),
    ("620171", 3, "兰州新区", Kind.DEVELOPMENT_ZONE),
    ("310115", 3, "浦东新区", Kind.DISTRICT),
    ("210113", 3, "沈北新区", Kind.DISTRICT),
    ("632857", 3, "大柴旦行政委员会", Kind.DEVELOPMENT_ZONE),
    ("990195", 3, "青澜经济开发区", Kind.DEVELOPMENT_ZONE),
    ("990196", 3, "云岭新区", Kind.DEVELOPMENT_ZONE),
    ("460321", 3, "西沙群岛", Kind.OTHER_COUNTY),
    ("230202001", 4, "五龙街道", Kind.SUBDISTRICT),
    ("150521403", 4, "保康街道办事处", Kind.SUBDISTRICT),
    ("420106490", 4, "东湖风景区街道（武昌）", Kind.SUBDISTRICT),
    ("220802006", 4, "（工业园区）城南街道", Kind.SUBDISTRICT),
    ("430522100", 4, "酿溪镇", Kind.TOWN),
    ("230803100", 4, "沙后所满族镇", Kind.TOWN),
    ("430522200", 4, "迎光乡", Kind.TOWNSHIP),
    ("650502200", 4, "民族团结乡", Kind.TOWNSHIP),
    ("110112209", 4, "于家务回族乡", Kind.ETHNIC_TOWNSHIP),
    ("650502209", 4, "德外里都如克哈萨克乡", Kind.ETHNIC_TOWNSHIP),
    ("150502200", 4, "莫力庙苏木", Kind.SUMU),
    ("150725200", 4, "鄂温克民族苏木", Kind.ETHNIC_SUMU),
    ("150823100", 4, "六苏木镇", Kind.TOWN),
    ("130731400", 4, "赵家蓬区公所", Kind.COUNTY_OFFICE),
    ("659003500", 4, "兵团一零五团", Kind.REGIMENT),
    ("659010500", 4, "一六三团", Kind.REGIMENT),
    ("659001500", 4, "兵团火箭农场", Kind.REGIMENT),
    ("120117400", 4, "现代产业区组团", Kind.OTHER_TOWNSHIP),
    ("230231500", 4, "八五〇农场", Kind.OTHER_TOWNSHIP),
    ("469024500", 4, "国营霸王岭林场", Kind.OTHER_TOWNSHIP),
    ("320505400", 4, "浒墅关经开区（镇）", Kind.OTHER_TOWNSHIP),
    ("220221172", 4, "永吉经济开发区特殊乡镇", Kind.OTHER_TOWNSHIP),
    ("411503410", 4, "信阳国际家居产业小镇", Kind.OTHER_TOWNSHIP),
    ("110105021", 4, "南磨房地区", Kind.OTHER_TOWNSHIP),
    ("430522100201", 5, "东湾村", Kind.VILLAGE),
    ("654002100200", 5, "新村村委会", Kind.VILLAGE),
    ("150521403201", 5, "白音嘎查", Kind.VILLAGE),
    ("230202001001", 5, "新宫社区居民委员会", Kind.COMMUNITY),
    ("430522100001", 5, "酿溪社区", Kind.COMMUNITY),
    ("654002001001", 5, "风华里居委会", Kind.COMMUNITY),
    ("230202001598", 5, "局直虚拟生活区", Kind.OTHER_VILLAGE),
    ("654002500500", 5, "一连队", Kind.OTHER_VILLAGE),
]


class KindTests(SimpleTestCase):
    def test_the_kind_follows_from_code_level_and_name(self):
        for code, level, name, kind in KINDS:
            with self.subTest(name=name):
                self.assertEqual(kind_of(code.ljust(12, "0"), level, name), kind)

    def test_every_kind_but_the_nation_is_tried(self):
        self.assertEqual({kind for *_, kind in KINDS}, set(Kind) - {Kind.NATION})

    def test_groups_of_rows_are_no_places(self):
        for name in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
            with self.subTest(name=name):
                self.assertFalse(is_place(Level.PREFECTURE, name))
        self.assertTrue(is_place(Level.PREFECTURE, "邵阳市"))
        self.assertTrue(is_place(Level.TOWNSHIP, "县直辖村级区划"))

    def test_no_kind_elects_directly_without_a_congress(self):
        self.assertEqual(ELECTED_DIRECTLY & WITHOUT_CONGRESS, frozenset())

    def test_areas_leagues_subdistricts_and_zones_have_no_congress(self):
        for kind in (
            Kind.PREFECTURE_AREA, Kind.LEAGUE, Kind.SUBDISTRICT, Kind.DEVELOPMENT_ZONE,
            Kind.REGIMENT, Kind.OTHER_TOWNSHIP, Kind.VILLAGE, Kind.COMMUNITY,
        ):  # fmt: skip
            with self.subTest(kind=kind):
                self.assertIn(kind, WITHOUT_CONGRESS)
        for kind in (Kind.SUMU, Kind.ETHNIC_TOWNSHIP, Kind.CITY_WITHOUT_DISTRICTS, Kind.BANNER):
            with self.subTest(kind=kind):
                self.assertIn(kind, ELECTED_DIRECTLY)


class NameTests(SimpleTestCase):
    def test_short_names_are_what_deputies_are_called_after(self):
        for name, kind, level, short in (
            ("新疆维吾尔自治区", Kind.AUTONOMOUS_REGION, 1, "新疆"),
            ("内蒙古自治区", Kind.AUTONOMOUS_REGION, 1, "内蒙古"),
            ("香港特别行政区", Kind.SPECIAL_REGION, 1, "香港"),
            ("云南省", Kind.PROVINCE, 1, "云南省"),
            ("北京市", Kind.MUNICIPALITY, 1, "北京市"),
            ("伊犁哈萨克自治州", Kind.AUTONOMOUS_PREFECTURE, 2, "伊犁州"),
            ("恩施土家族苗族自治州", Kind.AUTONOMOUS_PREFECTURE, 2, "恩施州"),
            ("巴音郭楞蒙古自治州", Kind.AUTONOMOUS_PREFECTURE, 2, "巴州"),
            ("邵阳市", Kind.CITY_WITH_DISTRICTS, 2, "邵阳市"),
            ("龙沙区", Kind.DISTRICT, 3, "龙沙区"),
            ("双江拉祜族佤族布朗族傣族自治县", Kind.AUTONOMOUS_COUNTY, 3, "双江县"),
            ("龙胜各族自治县", Kind.AUTONOMOUS_COUNTY, 3, "龙胜县"),
            ("东乡族自治县", Kind.AUTONOMOUS_COUNTY, 3, "东乡县"),
            ("鄂伦春自治旗", Kind.AUTONOMOUS_BANNER, 3, "鄂伦春旗"),
            ("管城回族区", Kind.DISTRICT, 3, "管城区"),
            ("于家务回族乡", Kind.ETHNIC_TOWNSHIP, 4, "于家务回族乡"),
            ("酿溪社区居委会", Kind.COMMUNITY, 5, "酿溪社区"),
            ("东湾村村民委员会", Kind.VILLAGE, 5, "东湾村"),
            ("东湾村委会", Kind.VILLAGE, 5, "东湾村"),
            ("白音嘎查村民委员会", Kind.VILLAGE, 5, "白音嘎查"),
            ("风华里居委会", Kind.COMMUNITY, 5, "风华里居委会"),
            ("东湾村", Kind.VILLAGE, 5, "东湾村"),
        ):
            with self.subTest(name=name):
                self.assertEqual(short_name_of(name, kind, level), short)

    def test_a_short_name_inside_the_name_needs_no_row_of_its_own(self):
        spoken = spoken_names_of("伊犁哈萨克自治州", Kind.AUTONOMOUS_PREFECTURE, 2)
        self.assertEqual(spoken, ["伊犁州"])
        spoken = spoken_names_of("巴音郭楞蒙古自治州", Kind.AUTONOMOUS_PREFECTURE, 2)
        self.assertEqual(spoken, ["巴州", "巴音郭楞州"])
        self.assertEqual(spoken_names_of("新疆维吾尔自治区", Kind.AUTONOMOUS_REGION, 1), [])

    def test_the_stem_is_the_name_without_its_unit(self):
        self.assertEqual(stem_of("邵东县"), stem_of("邵东市"))
        self.assertEqual(stem_of("城步苗族自治县"), "城步")
        self.assertEqual(stem_of("横县"), "")  # one character tells too little


class Named:
    def __init__(self, code, name, level=3):
        self.code, self.name, self.level = code.ljust(12, "0"), name, level

    def __repr__(self):
        return self.name


class MatchingTests(SimpleTestCase):
    def test_a_name_under_a_new_code_of_its_province_is_the_same_place(self):
        old, new = Named("220381", "公岭市"), Named("220184", "公岭市")

        self.assertEqual(recoded([old], [new, Named("330184", "公岭市")]), [(old, new)])

    def test_a_name_that_two_bear_tells_nothing(self):
        old, new = Named("220381", "公岭市"), Named("220184", "公岭市")

        self.assertEqual(recoded([old, Named("220482", "公岭市")], [new]), [])
        self.assertEqual(recoded([old], [new, Named("220482", "公岭市")]), [])

    def test_another_level_or_province_is_another_place(self):
        old = Named("220381", "公岭市")

        self.assertEqual(recoded([old], [Named("220184", "公岭市", level=2)]), [])
        self.assertEqual(recoded([old], [Named("330184", "公岭市")]), [])

    def test_a_county_made_a_city_is_succeeded_by_it(self):
        old, new = Named("430521", "邵东县"), Named("430582", "邵东市")

        self.assertEqual(succeeded([old, Named("430523", "横县")], [new]), [(old, new)])
