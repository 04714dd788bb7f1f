//! Where: provinces and levels of affiliation.

use std::sync::OnceLock;

use super::{Entry, Table};
use crate::rule::Mark;

/// First two digits of GB/T 2260. The regions below are not shipped.
pub static PROVINCE: Table = Table {
    name: "province",
    source: "GB/T 2260-2007",
    mark: Mark::Verified,
    width: Some(2),
    suffixes: &["省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区"],
    entries: &[
        Entry::coded("11", "北京市", "Beijing"),
        Entry::coded("12", "天津市", "Tianjin"),
        Entry::coded("13", "河北省", "Hebei"),
        Entry::coded("14", "山西省", "Shanxi"),
        Entry::coded("15", "内蒙古自治区", "Inner Mongolia"),
        Entry::coded("21", "辽宁省", "Liaoning"),
        Entry::coded("22", "吉林省", "Jilin"),
        Entry::coded("23", "黑龙江省", "Heilongjiang"),
        Entry::coded("31", "上海市", "Shanghai"),
        Entry::coded("32", "江苏省", "Jiangsu"),
        Entry::coded("33", "浙江省", "Zhejiang"),
        Entry::coded("34", "安徽省", "Anhui"),
        Entry::coded("35", "福建省", "Fujian"),
        Entry::coded("36", "江西省", "Jiangxi"),
        Entry::coded("37", "山东省", "Shandong"),
        Entry::coded("41", "河南省", "Henan"),
        Entry::coded("42", "湖北省", "Hubei"),
        Entry::coded("43", "湖南省", "Hunan"),
        Entry::coded("44", "广东省", "Guangdong"),
        Entry::coded("45", "广西壮族自治区", "Guangxi"),
        Entry::coded("46", "海南省", "Hainan"),
        Entry::coded("50", "重庆市", "Chongqing"),
        Entry::coded("51", "四川省", "Sichuan"),
        Entry::coded("52", "贵州省", "Guizhou"),
        Entry::coded("53", "云南省", "Yunnan"),
        Entry::coded("54", "西藏自治区", "Tibet"),
        Entry::coded("61", "陕西省", "Shaanxi"),
        Entry::coded("62", "甘肃省", "Gansu"),
        Entry::coded("63", "青海省", "Qinghai"),
        Entry::coded("64", "宁夏回族自治区", "Ningxia"),
        Entry::coded("65", "新疆维吾尔自治区", "Xinjiang"),
        Entry::coded("71", "台湾省", "Taiwan"),
        Entry::coded("81", "香港特别行政区", "Hong Kong"),
        Entry::coded("82", "澳门特别行政区", "Macao"),
    ],
    index: OnceLock::new(),
};

/// Level of the unit to which an organisation belongs.
pub static AFFILIATION: Table = Table {
    name: "affiliation",
    source: "GB/T 12404-1997",
    mark: Mark::Secondary,
    width: Some(2),
    suffixes: &[],
    entries: &[
        Entry::coded("10", "中央", "centre"),
        Entry::coded("20", "省", "province").also(&["省级", "省、自治区、直辖市"]),
        Entry::coded("40", "市、地区", "city or prefecture").also(&["市", "地区", "市级"]),
        Entry::coded("50", "县", "county").also(&["县级", "区县"]),
        Entry::coded("60", "街道、镇、乡", "street, town or township"),
        Entry::coded("61", "街道", "street").under("60"),
        Entry::coded("62", "镇", "town").under("60"),
        Entry::coded("63", "乡", "township").under("60"),
        Entry::coded("70", "居民、村民委员会", "residents' or villagers' committee"),
        Entry::coded("71", "居民委员会", "residents' committee").also(&["居委会"]).under("70"),
        Entry::coded("72", "村民委员会", "villagers' committee").also(&["村委会"]).under("70"),
        Entry::coded("90", "其他", "other"),
    ],
    index: OnceLock::new(),
};
