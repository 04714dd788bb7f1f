//! Finding Chinese names: order and pinyin initials, made here, compared by bytes in both engines.

use pinyin::ToPinyin as _;

/// Readings of characters that differ when they are a surname (《现代汉语词典》, 姓氏读音).
const SURNAMES: &[(&str, &str)] = &[
    ("单", "shan"),
    ("仇", "qiu"),
    ("区", "ou"),
    ("解", "xie"),
    ("查", "zha"),
    ("曾", "zeng"),
    ("任", "ren"),
    ("朴", "piao"),
    ("尉迟", "yu chi"),
    ("万俟", "mo qi"),
    ("盖", "ge"),
    ("华", "hua"),
    ("洗", "xian"),
    ("冼", "xian"),
    ("缪", "miao"),
    ("宓", "mi"),
    ("乐", "yue"),
    ("覃", "qin"),
    ("翟", "zhai"),
    ("黑", "he"),
    ("员", "yun"),
    ("逄", "pang"),
    ("繁", "po"),
    ("折", "she"),
    ("令狐", "ling hu"),
    ("长孙", "zhang sun"),
    ("召", "shao"),
    ("种", "chong"),
    ("秘", "bi"),
    ("尹", "yin"),
    ("燕", "yan"),
    ("么", "yao"),
    ("曲", "qu"),
    ("那", "na"),
    ("仉", "zhang"),
    ("句", "gou"),
    ("阚", "kan"),
    ("谌", "chen"),
];

/// The keys under which a name is sorted and found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Syllables with spaces between them, then the name itself: the dictionary's order.
    pub sort: String,
    /// The first letter of each syllable, as people type: 王砚秋 is `wyq`.
    pub initials: String,
}

/// Keys of a person's name; the surname is read as a surname.
#[must_use]
pub fn person_keys(name: &str) -> Keys {
    let surname =
        SURNAMES.iter().filter(|(surname, _)| name.starts_with(surname)).max_by_key(|(s, _)| s.len());
    let (head, rest) = surname.map_or(("", name), |(surname, reading)| (*reading, &name[surname.len()..]));
    keys(name, head.split_whitespace().map(str::to_owned).chain(syllables(rest)))
}

/// Keys of any other name.
#[must_use]
pub fn name_keys(name: &str) -> Keys {
    keys(name, syllables(name))
}

fn keys(name: &str, syllables: impl Iterator<Item = String>) -> Keys {
    let syllables: Vec<String> = syllables.collect();
    let initials = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    Keys { sort: format!("{} {name}", syllables.join(" ")), initials }
}

/// A syllable per Chinese character; Latin letters and digits stand for themselves.
fn syllables(text: &str) -> impl Iterator<Item = String> {
    text.chars().filter_map(|c| match c.to_pinyin() {
        Some(reading) => Some(reading.plain().replace('ü', "v")),
        None if c.is_alphanumeric() => Some(c.to_lowercase().collect()),
        None => None,
    })
}

/// The end of the range of texts that begin with a prefix: `c >= prefix AND c < end`.
#[must_use]
pub fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_names() {
        for (name, initials, sort) in [
            ("王砚秋", "wyq", "wang yan qiu 王砚秋"),
            ("单雄信", "sxx", "shan xiong xin 单雄信"),
            ("尉迟恭", "ycg", "yu chi gong 尉迟恭"),
            ("吕绿", "ll", "lv lv 吕绿"),
            ("买买提·吐尔逊", "mmttex", "mai mai ti tu er xun 买买提·吐尔逊"),
        ] {
            assert_eq!(person_keys(name), Keys { sort: sort.into(), initials: initials.into() });
        }
        assert_eq!(name_keys("单县党委").initials, "dxdw");
        assert_eq!(name_keys("第3支部").initials, "d3zb");
    }
}
