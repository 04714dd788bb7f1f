//! What a rule is: a dated reference, and what comes of applying it.

use jiff::civil::Date;

/// How well a rule or a table row is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// The text itself, or two independent sources, were read.
    Verified,
    /// One secondary source: a guide, a question bank, an official answer.
    Secondary,
    /// Seen only in programs or on forms.
    Code,
    /// Our default where no rule was found; must be settable.
    Proposed,
    /// Looked for and not confirmed.
    Unverified,
}

impl Mark {
    /// Whether an interface must call the rule a local setting instead of citing it.
    pub fn is_local_setting(self) -> bool {
        matches!(self, Mark::Proposed | Mark::Unverified)
    }
}

/// One version of one rule: where it stands and when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleRef {
    /// Stable id used in code, tests and message keys, such as `DEV-30`.
    pub id: &'static str,
    /// The text's own name.
    pub text_name: &'static str,
    /// Year of the text, where it has one.
    pub year: Option<i16>,
    /// Article, where known.
    pub article: Option<u16>,
    /// First day on which this version judges an act; `None` if older than any record.
    pub valid_from: Option<Date>,
    /// Last day on which it does; `None` while in force.
    pub valid_to: Option<Date>,
    pub mark: Mark,
}

impl RuleRef {
    /// Whether this version judges an act done on `day`.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// The version that judges an act done on `day`: the day of the act decides, not today.
    pub fn version_on(versions: &'static [RuleRef], day: Date) -> Option<&'static RuleRef> {
        versions.iter().find(|version| version.in_force_on(day))
    }
}

/// What a rule says about a case, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    Ok,
    /// Worth knowing.
    Info,
    /// The text says "generally" (一般), or an old record departs from it.
    Warn,
    /// The text says must or must not (必须, 不得), or the case cannot be. Passing it needs a
    /// person, a reason and a basis, and stays visible.
    Block,
}

/// One thing a rule found. `D` holds the figures that a message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<D> {
    pub rule: &'static RuleRef,
    pub outcome: Outcome,
    pub detail: D,
}

/// The gravest outcome; [`Outcome::Ok`] when nothing was found.
pub fn worst<D>(findings: &[Finding<D>]) -> Outcome {
    findings.iter().map(|finding| finding.outcome).max().unwrap_or(Outcome::Ok)
}
