"""Levels and kinds of divisions."""

from django.db import models


class Level(models.IntegerChoices):
    """Levels of the administrative tree (级别), the nation on top."""

    NATION = 0, "全国"
    PROVINCE = 1, "省级"
    PREFECTURE = 2, "地级"
    COUNTY = 3, "县级"
    TOWNSHIP = 4, "乡级"
    VILLAGE = 5, "村级"


class Kind(models.TextChoices):
    """Kinds of divisions (类别). Whether a congress is possible follows from the kind.

    Source: 宪法 第三十条、第九十五条; 地方组织法 (2022) 第七条、第八十五条.
    """

    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    AUTONOMOUS_REGION = "autonomous_region", "自治区"
    MUNICIPALITY = "municipality", "直辖市"
    SPECIAL_REGION = "special_region", "特别行政区"
    CITY_WITH_DISTRICTS = "city_with_districts", "设区的市"
    CITY_WITHOUT_DISTRICTS = "city_without_districts", "不设区的市"
    AUTONOMOUS_PREFECTURE = "autonomous_prefecture", "自治州"
    PREFECTURE_AREA = "prefecture_area", "地区"
    LEAGUE = "league", "盟"
    COUNTY = "county", "县"
    AUTONOMOUS_COUNTY = "autonomous_county", "自治县"
    BANNER = "banner", "旗"
    AUTONOMOUS_BANNER = "autonomous_banner", "自治旗"
    DISTRICT = "district", "市辖区"
    COUNTY_CITY = "county_city", "县级市"
    COUNTY_SPECIAL = "county_special", "特区、林区"
    DEVELOPMENT_ZONE = "development_zone", "开发区"
    OTHER_COUNTY = "other_county", "其他县级单位"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    ETHNIC_TOWNSHIP = "ethnic_township", "民族乡"
    SUMU = "sumu", "苏木"
    ETHNIC_SUMU = "ethnic_sumu", "民族苏木"
    SUBDISTRICT = "subdistrict", "街道"
    COUNTY_OFFICE = "county_office", "区公所"
    REGIMENT = "regiment", "团场"
    OTHER_TOWNSHIP = "other_township", "农场、园区等"
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"
    OTHER_VILLAGE = "other_village", "其他村级单位"


#: kinds that never have a congress of their own
WITHOUT_CONGRESS = frozenset(
    {
        Kind.SPECIAL_REGION, Kind.PREFECTURE_AREA, Kind.LEAGUE, Kind.DEVELOPMENT_ZONE,
        Kind.OTHER_COUNTY, Kind.SUBDISTRICT, Kind.COUNTY_OFFICE, Kind.REGIMENT,
        Kind.OTHER_TOWNSHIP, Kind.VILLAGE, Kind.COMMUNITY, Kind.OTHER_VILLAGE,
    }
)  # fmt: skip

#: kinds whose congress the voters elect themselves (选举法 第二条、第三条)
ELECTED_DIRECTLY = frozenset(
    {
        Kind.CITY_WITHOUT_DISTRICTS, Kind.COUNTY, Kind.AUTONOMOUS_COUNTY, Kind.BANNER,
        Kind.AUTONOMOUS_BANNER, Kind.DISTRICT, Kind.COUNTY_CITY, Kind.COUNTY_SPECIAL,
        Kind.TOWN, Kind.TOWNSHIP, Kind.ETHNIC_TOWNSHIP, Kind.SUMU, Kind.ETHNIC_SUMU,
    }
)  # fmt: skip


class NameKind(models.TextChoices):
    """What another name of a division is."""

    FORMER = "former", "曾用名"
    SHORT = "short", "简称"
