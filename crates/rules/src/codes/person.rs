//! Who a person is: sex, ethnic group, education.

use std::sync::OnceLock;

use super::{Entry, Table, coded_enum};
use crate::rule::Mark;

coded_enum! {
    /// GB/T 2261.1.
    Sex {
        Unknown = Entry::named("unknown", "未知的性别", "unknown").code("0").also(&["未知"]),
        Male = Entry::named("male", "男", "male").code("1"),
        Female = Entry::named("female", "女", "female").code("2"),
        Unspecified =
            Entry::named("unspecified", "未说明的性别", "not specified").code("9").also(&["未说明"]),
    }
    table {
        name: "sex",
        source: "GB/T 2261.1-2003",
        mark: Mark::Verified,
        width: Some(1),
        suffixes: &["性"],
    }
}

coded_enum! {
    /// The answer in a roster's yes-or-no columns (是否为失联党员, 是否为流动党员).
    YesNo {
        No = Entry::named("no", "否", "no").code("0").also(&["无", "不是", "N", "n", "×"]),
        Yes = Entry::named("yes", "是", "yes").code("1").also(&["有", "Y", "y", "√", "✓"]),
    }
    table {
        name: "yes_no",
        source: "roster forms",
        mark: Mark::Verified,
        width: Some(1),
        suffixes: &[],
    }
}

/// GB/T 3304-1991, and two customary codes for people outside the 56 groups.
pub static ETHNIC_GROUP: Table = Table {
    name: "ethnic_group",
    source: "GB/T 3304-1991",
    mark: Mark::Verified,
    width: Some(2),
    suffixes: &["族"],
    entries: &[
        Entry::coded("01", "汉族", "Han"),
        Entry::coded("02", "蒙古族", "Mongol"),
        Entry::coded("03", "回族", "Hui"),
        Entry::coded("04", "藏族", "Tibetan"),
        Entry::coded("05", "维吾尔族", "Uyghur"),
        Entry::coded("06", "苗族", "Miao"),
        Entry::coded("07", "彝族", "Yi"),
        Entry::coded("08", "壮族", "Zhuang"),
        Entry::coded("09", "布依族", "Bouyei"),
        Entry::coded("10", "朝鲜族", "Korean"),
        Entry::coded("11", "满族", "Manchu"),
        Entry::coded("12", "侗族", "Dong"),
        Entry::coded("13", "瑶族", "Yao"),
        Entry::coded("14", "白族", "Bai"),
        Entry::coded("15", "土家族", "Tujia"),
        Entry::coded("16", "哈尼族", "Hani"),
        Entry::coded("17", "哈萨克族", "Kazak"),
        Entry::coded("18", "傣族", "Dai"),
        Entry::coded("19", "黎族", "Li"),
        Entry::coded("20", "傈僳族", "Lisu"),
        Entry::coded("21", "佤族", "Va"),
        Entry::coded("22", "畲族", "She"),
        Entry::coded("23", "高山族", "Gaoshan"),
        Entry::coded("24", "拉祜族", "Lahu"),
        Entry::coded("25", "水族", "Sui"),
        Entry::coded("26", "东乡族", "Dongxiang"),
        Entry::coded("27", "纳西族", "Naxi"),
        Entry::coded("28", "景颇族", "Jingpo"),
        Entry::coded("29", "柯尔克孜族", "Kirgiz"),
        Entry::coded("30", "土族", "Tu"),
        Entry::coded("31", "达斡尔族", "Daur"),
        Entry::coded("32", "仫佬族", "Mulao"),
        Entry::coded("33", "羌族", "Qiang"),
        Entry::coded("34", "布朗族", "Blang"),
        Entry::coded("35", "撒拉族", "Salar"),
        Entry::coded("36", "毛南族", "Maonan").also(&["毛难"]),
        Entry::coded("37", "仡佬族", "Gelao"),
        Entry::coded("38", "锡伯族", "Xibe"),
        Entry::coded("39", "阿昌族", "Achang"),
        Entry::coded("40", "普米族", "Pumi"),
        Entry::coded("41", "塔吉克族", "Tajik"),
        Entry::coded("42", "怒族", "Nu"),
        Entry::coded("43", "乌孜别克族", "Uzbek"),
        Entry::coded("44", "俄罗斯族", "Russian"),
        Entry::coded("45", "鄂温克族", "Ewenki"),
        Entry::coded("46", "德昂族", "De'ang"),
        Entry::coded("47", "保安族", "Bonan"),
        Entry::coded("48", "裕固族", "Yugur"),
        Entry::coded("49", "京族", "Gin"),
        Entry::coded("50", "塔塔尔族", "Tatar"),
        Entry::coded("51", "独龙族", "Derung"),
        Entry::coded("52", "鄂伦春族", "Oroqen"),
        Entry::coded("53", "赫哲族", "Hezhen"),
        Entry::coded("54", "门巴族", "Monba"),
        Entry::coded("55", "珞巴族", "Lhoba"),
        Entry::coded("56", "基诺族", "Jino"),
        Entry::coded("97", "其他", "other").also(&["其它"]).marked(Mark::Code),
        Entry::coded("98", "外国血统中国籍人士", "Chinese citizen of foreign descent")
            .also(&["外国血统"])
            .marked(Mark::Code),
    ],
    index: OnceLock::new(),
};

/// GB/T 4658-2006.
///
/// A level named without its outcome ("大学本科") is the level's own code (20); where the
/// standard has none ("中专") it is the completed form.
pub static EDUCATION: Table = Table {
    name: "education",
    source: "GB/T 4658-2006",
    mark: Mark::Secondary,
    width: Some(2),
    suffixes: &["学历", "文化程度", "程度"],
    entries: &[
        Entry::coded("10", "研究生教育", "postgraduate education").also(&["研究生"]),
        Entry::coded("11", "博士研究生毕业", "doctoral programme, graduated")
            .also(&["博士研究生", "博士"])
            .under("10"),
        Entry::coded("12", "博士研究生结业", "doctoral programme, completed").under("10"),
        Entry::coded("13", "博士研究生肄业", "doctoral programme, left").under("10"),
        Entry::coded("14", "硕士研究生毕业", "master's programme, graduated")
            .also(&["硕士研究生", "硕士"])
            .under("10"),
        Entry::coded("15", "硕士研究生结业", "master's programme, completed").under("10"),
        Entry::coded("16", "硕士研究生肄业", "master's programme, left").under("10"),
        Entry::coded("17", "研究生班毕业", "postgraduate class, graduated").also(&["研究生班"]).under("10"),
        Entry::coded("18", "研究生班结业", "postgraduate class, completed").under("10"),
        Entry::coded("19", "研究生班肄业", "postgraduate class, left").under("10"),
        Entry::coded("20", "大学本科教育", "undergraduate education").also(&["大学本科", "本科", "大学"]),
        Entry::coded("21", "大学本科毕业", "undergraduate, graduated")
            .also(&["本科毕业", "大学毕业"])
            .under("20"),
        Entry::coded("22", "大学本科结业", "undergraduate, completed").also(&["本科结业"]).under("20"),
        Entry::coded("23", "大学本科肄业", "undergraduate, left").also(&["本科肄业"]).under("20"),
        Entry::coded("28", "大学普通班毕业", "ordinary university class, graduated")
            .also(&["大学普通班"])
            .under("20"),
        Entry::coded("30", "大学专科教育", "junior college education").also(&["大学专科", "专科", "大专"]),
        Entry::coded("31", "大学专科毕业", "junior college, graduated")
            .also(&["专科毕业", "大专毕业"])
            .under("30"),
        Entry::coded("32", "大学专科结业", "junior college, completed")
            .also(&["专科结业", "大专结业"])
            .under("30"),
        Entry::coded("33", "大学专科肄业", "junior college, left")
            .also(&["专科肄业", "大专肄业"])
            .under("30"),
        Entry::coded("40", "中等职业教育", "secondary vocational education"),
        Entry::coded("41", "中等专科毕业", "secondary specialised school, graduated")
            .also(&["中等专科", "中专", "中专毕业"])
            .under("40"),
        Entry::coded("42", "中等专科结业", "secondary specialised school, completed")
            .also(&["中专结业"])
            .under("40"),
        Entry::coded("43", "中等专科肄业", "secondary specialised school, left")
            .also(&["中专肄业"])
            .under("40"),
        Entry::coded("44", "职业高中毕业", "vocational senior middle school, graduated")
            .also(&["职业高中", "职高", "职高毕业"])
            .under("40"),
        Entry::coded("45", "职业高中结业", "vocational senior middle school, completed")
            .also(&["职高结业"])
            .under("40"),
        Entry::coded("46", "职业高中肄业", "vocational senior middle school, left")
            .also(&["职高肄业"])
            .under("40"),
        Entry::coded("47", "技工学校毕业", "technical workers' school, graduated")
            .also(&["技工学校", "技校", "技校毕业"])
            .under("40"),
        Entry::coded("48", "技工学校结业", "technical workers' school, completed")
            .also(&["技校结业"])
            .under("40"),
        Entry::coded("49", "技工学校肄业", "technical workers' school, left").also(&["技校肄业"]).under("40"),
        Entry::coded("60", "普通高级中学教育", "senior middle school education").also(&["普通高中", "高中"]),
        Entry::coded("61", "普通高中毕业", "senior middle school, graduated").also(&["高中毕业"]).under("60"),
        Entry::coded("62", "普通高中结业", "senior middle school, completed").also(&["高中结业"]).under("60"),
        Entry::coded("63", "普通高中肄业", "senior middle school, left").also(&["高中肄业"]).under("60"),
        Entry::coded("70", "初级中学教育", "junior middle school education").also(&["初级中学", "初中"]),
        Entry::coded("71", "初中毕业", "junior middle school, graduated").under("70"),
        Entry::coded("73", "初中肄业", "junior middle school, left").under("70"),
        Entry::coded("80", "小学教育", "primary education").also(&["小学"]),
        Entry::coded("81", "小学毕业", "primary school, graduated").under("80"),
        Entry::coded("83", "小学肄业", "primary school, left").under("80"),
        Entry::coded("90", "其他", "other").also(&["文盲", "半文盲", "文盲或半文盲"]),
    ],
    index: OnceLock::new(),
};
