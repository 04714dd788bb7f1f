//! How alike the names of branches are: people write them short, with a sign wrong, or by the
//! initials of their pinyin.

use zhibu_kernel::search::name_keys;

/// A name under the forms in which it is compared.
#[derive(Clone, Debug)]
pub(super) struct Spelled {
    /// Without blanks, dots and brackets.
    pub(super) plain: String,
    /// Without the words that every branch has.
    core: String,
    initials: String,
}

/// Words that tell no branch from another: the long form first.
const FORM: [&str; 8] =
    ["中国共产党", "中共", "支部委员会", "联合党支部", "联合支部", "党支部", "支部", "党组织"];

impl Spelled {
    /// The forms of a name.
    pub(super) fn of(name: &str) -> Self {
        let plain: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let mut core = plain.clone();
        for form in FORM {
            core = core.replace(form, "");
        }
        let core = if core.is_empty() { plain.clone() } else { core };
        Self { initials: name_keys(&core).initials, core, plain }
    }

    /// How alike a written word and a name are: 1 for the same, 0 for nothing in common. A name is
    /// often written without the places above it, so that a part of it may be what was meant.
    pub(super) fn likeness(&self, name: &Self) -> f64 {
        if self.core == name.core {
            return 1.0;
        }
        if self.core.is_ascii() {
            return if name.initials.starts_with(&self.core) { 0.95 } else { 0.0 };
        }
        let (short, long) = if self.core.len() < name.core.len() { (self, name) } else { (name, self) };
        let (length, most) = (short.core.chars().count(), long.core.chars().count());
        if length > 1 && long.core.contains(&short.core) {
            return 0.8 + 0.1 * length as f64 / most as f64;
        }
        // What has few sounds in common needs no closer look: most names are of this sort.
        let common = short.initials.chars().filter(|sound| long.initials.contains(*sound)).count();
        if common * 2 < length {
            return 0.0;
        }
        let whole = both([&short.core, &short.initials], [&long.core, &long.initials]);
        let part = long.windows(length).map(|part| both([&short.core, &short.initials], [&part.0, &part.1]));
        whole.max(0.9 * part.fold(0.0, f64::max))
    }

    /// The parts of a length, each with its initials, where each sign has one.
    fn windows(&self, length: usize) -> impl Iterator<Item = (String, String)> {
        let (signs, sounds): (Vec<char>, Vec<char>) =
            (self.core.chars().collect(), self.initials.chars().collect());
        let last = if signs.len() == sounds.len() { (signs.len() + 1).saturating_sub(length) } else { 0 };
        (0..last).map(move |at| {
            let part = at..at + length;
            (signs[part.clone()].iter().collect(), sounds[part].iter().collect())
        })
    }
}

/// By signs and by sounds: 柳西村 for 柳溪村, what sounds alike is typed for one another.
fn both([signs, sounds]: [&str; 2], [other_signs, other_sounds]: [&str; 2]) -> f64 {
    let signs = strsim::normalized_levenshtein(signs, other_signs);
    (signs + strsim::normalized_levenshtein(sounds, other_sounds)) / 2.0
}

/// From when on a name is worth offering.
const LEAST: f64 = 0.5;

/// The names nearest to a word, the nearest first.
pub(super) fn nearest<'a, T>(
    word: &str,
    names: &'a [(Spelled, T)],
    most: usize,
) -> impl Iterator<Item = &'a T> + use<'a, T> {
    let word = Spelled::of(word);
    let mut scored: Vec<(f64, &T)> = names
        .iter()
        .map(|(name, thing)| (word.likeness(name), thing))
        .filter(|(likeness, _)| *likeness >= LEAST)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(most).map(|(_, thing)| thing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_branch_that_was_meant_comes_first() {
        let names: Vec<(Spelled, &str)> = [
            "中共青澜县柳溪镇柳溪村支部委员会",
            "中共青澜县柳溪镇石桥村支部委员会",
            "中共青澜县第一中学高三（2）班学生支部委员会",
            "云亭村党支部",
            "云亭社区第一党支部",
        ]
        .into_iter()
        .map(|name| (Spelled::of(name), name))
        .collect();
        for (word, expected) in [
            ("柳溪村党支部", Some("中共青澜县柳溪镇柳溪村支部委员会")),
            ("云停村党支部", Some("云亭村党支部")),
            ("云亭支部", Some("云亭村党支部")),
            ("柳西村支部", Some("中共青澜县柳溪镇柳溪村支部委员会")),
            ("ytc", Some("云亭村党支部")),
            ("中共青澜县柳溪镇 石桥村 支部委员会", Some("中共青澜县柳溪镇石桥村支部委员会")),
            ("青澜县第一中学高三(2)班学生党支部", Some("中共青澜县第一中学高三（2）班学生支部委员会")),
            ("渔业合作社", None),
        ] {
            assert_eq!(nearest(word, &names, 1).next().copied(), expected, "{word}");
        }
    }
}
