//! Passwords that many people choose, told by rule rather than by a long list.
//!
//! The lists of leaked passwords are mostly made in few ways: a well-known word with digits
//! before or after it, a row of keys, a repetition, a date, a phone number, initials and one of
//! these. A rule refuses more than the first three thousand of such a list and needs no file.

use pinyin::ToPinyin as _;

/// Words, rows of keys and pinyin around which passwords are built.
const WORDS: &str = "password passwd pass pwd admin administrator root user guest test demo login welcome master \
    hello monkey dragon letmein sunshine princess football baseball basketball superman batman iloveyou love \
    lovely trustno shadow ashley michael jordan michelle jessica charlie daniel thomas robert soccer hockey killer \
    george andrew pepper ginger summer winter spring autumn flower freedom whatever computer internet samsung apple \
    google microsoft windows linux huawei xiaomi weixin wechat alipay taobao tencent baidu system server secret \
    changeme default access qwerty qwertyuiop qwert asdfgh asdfghjkl asdf zxcvbn zxcvbnm zxcv qazwsx qazwsxedc \
    wsxedc qweasd qweasdzxc asdzxc abc abcd abcde abcdef abcdefg abcdefgh aaa qwe asd zxc qaz wsx woaini \
    woaini woaiwojia woaizuguo woaizhongguo aini wobuaini wangluo mima mimashi nihao nihaoma zhongguo zhonghua \
    beijing shanghai tianjin chongqing guangdong guangzhou shenzhen sichuan chengdu hunan hubei henan hebei shandong \
    zhejiang jiangsu fujian anhui jiangxi guizhou yunnan shanxi xizang xinjiang dang dangyuan dangjian dangwei \
    zhibu dangzhibu zhibushuji shuji gongchandang zhongguogongchandang renmin weirenminfuwu buwangchuxin \
    laojishiming xuexiqiangguo zuzhibu zuzhi minzhu fazhi xingfu kuaile pingan jiankang fada wangwei zhangwei liwei \
    wangfang liuwei lina zhangmin lijing wangjing zhangli liqiang zhaowei chenjing asdasd qweqwe caonima tianxia \
    laopo laogong baobao baobei mama baba erzi nver jiaren wode woshi shei china chinese party secretary branch \
    office manager member public private company school student teacher family mother father";

/// Rows of keys and the orders in which digits and letters stand.
const ROWS: &[&str] = &[
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "147258369",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Whether many people would choose it.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    is_row(&lower) || is_repeated(&lower) || is_word_or_date(&lower)
}

/// Whether it is little more than one of somebody's own names, in characters or pinyin.
pub(super) fn holds_name(password: &str, names: &[&str]) -> bool {
    let lower = password.to_lowercase();
    names.iter().any(|name| {
        let name = name.to_lowercase();
        [spelt(&name), name].iter().any(|name| name.chars().count() >= 2 && is_mostly(&lower, name))
    })
}

/// Whether a text holds a name and fewer than eight further letters.
fn is_mostly(text: &str, name: &str) -> bool {
    text.contains(name) && text.replacen(name, "", 1).chars().filter(|c| c.is_alphabetic()).count() < 8
}

fn spelt(name: &str) -> String {
    name.chars()
        .map(|c| c.to_pinyin().map_or_else(|| c.to_string(), |sound| sound.plain().replace('ü', "v")))
        .collect()
}

/// All of it runs along a row, forwards or backwards.
fn is_row(text: &str) -> bool {
    ROWS.iter().any(|row| {
        let back: String = row.chars().rev().collect();
        let twice = [row.repeat(2), back.repeat(2)];
        twice.iter().any(|row| row.contains(text))
    })
}

/// All of it repeats a piece of up to four characters, or two pieces of one character each.
fn is_repeated(text: &str) -> bool {
    let all: Vec<char> = text.chars().collect();
    let pieces = (1..=4).any(|size| all.iter().zip(all.iter().skip(size)).all(|(a, b)| a == b));
    let runs = 1 + all.windows(2).filter(|pair| pair[0] != pair[1]).count();
    pieces || runs <= 2
}

/// A word, initials or nothing, with digits and signs at the ends.
fn is_word_or_date(text: &str) -> bool {
    let is_end = |c: char| !c.is_alphabetic();
    let plain = text.trim_matches(is_end);
    if plain.is_empty() {
        // Digits and signs only: dates, phone numbers, citizen ids.
        return text.chars().count() < 20;
    }
    let letters = plain.chars().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // Initials and a date or a number.
    if letters <= 4 && digits >= 4 && text.chars().count() < 15 {
        return true;
    }
    [plain.to_owned(), unleet(text), unleet(plain)].iter().any(|text| is_words(text.trim_matches(is_end)))
}

/// One word of the list, or two.
fn is_words(text: &str) -> bool {
    let is_word = |part: &str| WORDS.split_whitespace().any(|word| word == part);
    is_word(text) || text.char_indices().skip(1).any(|(at, _)| is_word(&text[..at]) && is_word(&text[at..]))
}

/// Letters for the digits and signs that are written in their place.
fn unleet(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_choose_is_refused_and_a_phrase_is_not() {
        for (password, expected) in [
            ("password", true),
            ("Passw0rd", true),
            ("P@ssw0rd123", true),
            ("admin2026", true),
            ("12345678", true),
            ("87654321", true),
            ("qwertyuiop", true),
            ("1qaz2wsx", true),
            ("1q2w3e4r", true),
            ("aaaaaaaa", true),
            ("abcabcabc", true),
            ("1111aaaa", true),
            ("19890604", true),
            ("13812345678", true),
            ("110101199003070011", true),
            ("zhw19850412", true),
            ("woaini520", true),
            ("woaizhongguo1949", true),
            ("buwangchuxin", true),
            ("dangzhibu2026!", true),
            ("!qaz@wsx", false),
            ("柳溪老年食堂星期三开饭", false),
            ("a fine long password", false),
            ("correct horse battery", false),
            ("tK8#pw2Lx9", false),
        ] {
            assert_eq!(is_common(password), expected, "{password}");
        }
    }

    #[test]
    fn ones_own_names_are_refused() {
        let own = ["wyq482913", "王砚秋", "青澜党建"];
        for (password, expected) in [
            ("wyq482913", true),
            ("WYQ482913!", true),
            ("王砚秋王砚秋", true),
            ("wangyanqiu1985", true),
            ("qinglandangjian", true),
            ("青澜党建2026", true),
            ("wangyanqiu eats dumplings on sunday", false),
            ("quiet river stones", false),
        ] {
            assert_eq!(holds_name(password, &own), expected, "{password}");
        }
    }
}
