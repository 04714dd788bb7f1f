//! Names of people: invented, of every generation, and of several peoples.

use super::dice::Dice;

/// Surnames with how often they are drawn.
const SURNAMES: [(&str, usize); 104] = [
    ("王", 72),
    ("李", 71),
    ("张", 68),
    ("刘", 54),
    ("陈", 45),
    ("杨", 31),
    ("黄", 22),
    ("赵", 20),
    ("吴", 20),
    ("周", 19),
    ("徐", 15),
    ("孙", 15),
    ("马", 13),
    ("朱", 13),
    ("胡", 12),
    ("林", 12),
    ("郭", 11),
    ("何", 11),
    ("高", 10),
    ("罗", 10),
    ("郑", 9),
    ("梁", 9),
    ("谢", 8),
    ("宋", 8),
    ("唐", 8),
    ("许", 7),
    ("邓", 7),
    ("冯", 7),
    ("韩", 7),
    ("曹", 6),
    ("曾", 6),
    ("彭", 6),
    ("萧", 5),
    ("蔡", 5),
    ("潘", 5),
    ("田", 5),
    ("董", 5),
    ("袁", 5),
    ("于", 5),
    ("余", 5),
    ("叶", 5),
    ("蒋", 5),
    ("杜", 5),
    ("苏", 4),
    ("魏", 4),
    ("程", 4),
    ("吕", 4),
    ("丁", 4),
    ("沈", 4),
    ("任", 4),
    ("姚", 4),
    ("卢", 4),
    ("傅", 3),
    ("钟", 3),
    ("姜", 3),
    ("崔", 3),
    ("谭", 3),
    ("廖", 3),
    ("范", 3),
    ("汪", 3),
    ("陆", 3),
    ("金", 3),
    ("石", 3),
    ("戴", 3),
    ("贾", 3),
    ("韦", 3),
    ("夏", 3),
    ("邱", 2),
    ("方", 2),
    ("侯", 2),
    ("邹", 2),
    ("熊", 2),
    ("孟", 2),
    ("秦", 2),
    ("白", 2),
    ("江", 2),
    ("阎", 2),
    ("薛", 2),
    ("尹", 2),
    ("段", 2),
    ("雷", 2),
    ("黎", 2),
    ("史", 1),
    ("龙", 1),
    ("陶", 1),
    ("贺", 1),
    ("顾", 1),
    ("毛", 1),
    ("郝", 1),
    ("龚", 1),
    ("邵", 1),
    ("万", 1),
    ("覃", 1),
    ("武", 1),
    ("钱", 1),
    ("严", 1),
    ("莫", 1),
    ("孔", 1),
    ("向", 1),
    ("温", 1),
    ("欧阳", 1),
    ("上官", 1),
    ("司徒", 1),
    ("诸葛", 1),
];

/// What people of one time and sex are called: characters that stand first, that stand last, and
/// that stand alone, with how many of a hundred bear one character only.
struct Fashion {
    /// Born before this year.
    before: i16,
    first: [&'static str; 2],
    last: [&'static str; 2],
    alone: [&'static str; 2],
    single: usize,
}

/// Men first, women second.
const FASHIONS: &[Fashion] = &[
    Fashion {
        before: 1949,
        first: ["德富长永春万金世正文学国广有", "桂秀玉素兰月凤金淑春菊惠"],
        last: ["才发贵生福山林旺财成海泉根祥", "英兰珍芝花莲梅香芳凤娥云"],
        alone: ["诚忠仁义", "珍英兰芝"],
        single: 5,
    },
    Fashion {
        before: 1966,
        first: ["建国卫援志新爱永保跃胜文振光", "建爱淑桂玉秀红卫春月丽新"],
        last: ["国军民华平东生明义强林成兵业", "华英芳玲珍梅兰云琴霞荣芬"],
        alone: ["军平勇刚民", "玲芳英霞敏"],
        single: 18,
    },
    Fashion {
        before: 1980,
        first: ["海志建晓永文学红少宏立振卫", "晓丽红雪海春小艳淑玉冬秋"],
        last: ["军伟涛峰波辉斌林明东强平", "红梅丽霞燕艳萍芳娟玲琴华"],
        alone: ["伟勇军涛斌辉波峰", "丽艳敏红燕霞静娟"],
        single: 38,
    },
    Fashion {
        before: 1994,
        first: ["志晓俊文嘉海云子天宇建立", "晓雪婷佳思文雅丹梦海静美"],
        last: ["鹏超杰龙飞亮阳凯磊帅明辉", "婷静娜琳颖洁雯慧莹丹妮蕾"],
        alone: ["磊鹏超杰飞凯亮浩", "婷静娜倩颖洁雪琳"],
        single: 36,
    },
    Fashion {
        before: i16::MAX,
        first: ["子浩宇俊梓明泽思嘉天一奕砚", "子梓欣思雨诗佳语若一可墨澄"],
        last: ["轩涵然博睿宇航阳辰豪远秋", "涵萱怡彤妍琪瑶菲溪宁秋禾"],
        alone: ["轩睿泽航昊", "萱怡彤瑶悦"],
        single: 16,
    },
];

/// Given names of the Uygur, men and women, and fathers' names that follow them.
const UYGUR: [&[&str]; 2] = [
    &["艾力", "吐尔逊", "买买提", "阿不都拉", "玉素甫", "库尔班", "依明", "亚森", "热合曼", "艾尔肯"],
    &["阿依古丽", "热依汗", "古丽娜尔", "帕提古丽", "米热古丽", "再娜甫", "阿依夏木", "茹仙古丽"],
];

/// Given names of the Mongols, men and women.
const MONGOL: [&[&str]; 2] = [
    &["巴特尔", "苏和", "朝鲁", "布和", "那顺", "宝音", "达来", "孟和", "哈斯", "额尔敦"],
    &["其其格", "乌兰", "萨仁", "高娃", "娜仁", "苏日娜", "格日乐", "托娅", "塔娜", "通拉嘎"],
];

/// A name for somebody of an ethnic group (GB/T 3304), born in a year.
#[must_use]
pub fn person(dice: &mut Dice, ethnic_group: &str, is_woman: bool, born: i16) -> String {
    let sex = usize::from(is_woman);
    match ethnic_group {
        "05" => format!("{}·{}", dice.pick(UYGUR[sex]), dice.pick(UYGUR[0])),
        "02" if dice.chance(300) => format!("{}·{}", dice.pick(MONGOL[0]), dice.pick(MONGOL[sex])),
        "02" => dice.pick(MONGOL[sex]).to_owned(),
        _ => han(dice, sex, born),
    }
}

fn han(dice: &mut Dice, sex: usize, born: i16) -> String {
    let weights = SURNAMES.each_ref().map(|(_, weight)| *weight);
    let mut name = SURNAMES[dice.weighed(&weights)].0.to_owned();
    let fashion =
        FASHIONS.iter().find(|fashion| born < fashion.before).unwrap_or(&FASHIONS[FASHIONS.len() - 1]);
    if dice.below(100) < fashion.single {
        name.push(character(dice, fashion.alone[sex]));
    } else {
        let first = character(dice, fashion.first[sex]);
        name.push(first);
        name.push(character(dice, fashion.last[sex]));
    }
    name
}

fn character(dice: &mut Dice, of: &str) -> char {
    let at = dice.below(of.chars().count());
    of.chars().nth(at).unwrap_or('文')
}
