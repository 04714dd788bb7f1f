//! The steps of the development of members (发展党员): what follows at which stage.
//!
//! 发展党员工作细则 2026, in force since 11 May 2026. The list of steps is the usual one of
//! offices; the regulation itself numbers none. The words for people belong to the caller.

use crate::codes::Stage;

/// The text of the year 2026.
pub const TEXT: &str = "中国共产党发展党员工作细则（2026年修订）";

/// One step of the way from the application to the archive.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// Identifier of the step.
    pub code: &'static str,
    /// The stage at which somebody stands while the step is to be done.
    pub stage: Stage,
    /// Article of the text.
    pub article: u8,
}

const fn step(code: &'static str, stage: Stage, article: u8) -> Step {
    Step { code, stage, article }
}

use Stage::{Activist, Applicant, Probationary, Target};

/// All steps after the application, in their order.
pub static STEPS: [Step; 24] = [
    step("intake_talk", Applicant, 7),
    step("activist_confirm", Applicant, 8),
    step("activist_file", Applicant, 8),
    step("mentor_assign", Activist, 9),
    step("cultivate", Activist, 10),
    step("target_propose", Activist, 13),
    step("target_consent", Activist, 13),
    step("introducers", Target, 14),
    step("political_review", Target, 16),
    step("training", Target, 17),
    step("committee_review", Target, 18),
    step("pre_review", Target, 18),
    step("admission_form", Target, 18),
    step("branch_vote_admit", Target, 19),
    step("pre_approval_talk", Target, 23),
    step("committee_approve", Target, 22),
    step("file_upper", Probationary, 25),
    step("assign_group", Probationary, 28),
    step("oath", Probationary, 29),
    step("probation_observe", Probationary, 30),
    step("convert_apply", Probationary, 32),
    step("branch_vote_convert", Probationary, 32),
    step("committee_approve_convert", Probationary, 33),
    step("archive", Probationary, 36),
];

/// What is to be done with somebody at a stage, in order; nothing for a full member.
pub fn steps_at(stage: Stage) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| step.stage == stage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_the_stages_and_end_with_membership() {
        let order = |stage| Stage::ALL.iter().position(|s| *s == stage);
        assert!(STEPS.is_sorted_by_key(|step| order(step.stage)));
        for stage in Stage::ALL {
            let count = steps_at(*stage).count();
            assert_eq!(count == 0, *stage == Stage::Full, "{stage:?}: {count}");
        }
    }

    #[test]
    fn no_step_is_named_twice() {
        let mut codes: Vec<&str> = STEPS.iter().map(|step| step.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), STEPS.len());
    }
}
