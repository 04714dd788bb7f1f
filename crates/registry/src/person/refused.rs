//! Why something is not done with a person.

use zhibu_access::permit::Denied;
use zhibu_kernel::{Fault, Refuse};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

/// What the person who tried is told.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No permit.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody else changed the record since the page was shown.
    #[error("the record was changed meanwhile")]
    Changed,
    /// A rule finds something that must be confirmed, or passed with a basis.
    #[error("a rule asks for a second look")]
    Doubtful,
    /// What must not be passes only with a basis.
    #[error("a rule forbids it without a basis")]
    WithoutBasis,
    /// The citizen id belongs to another record.
    #[error("the citizen id belongs to another record")]
    CitizenIdTaken,
    /// The day lies in the future.
    #[error("the day lies in the future")]
    InFuture(&'static str),
    /// The record is closed.
    #[error("the record is closed")]
    Closed,
    /// This ending does not fit the stage.
    #[error("this ending does not fit the stage")]
    EndingOfOtherStage,
    /// The step does not follow from where the person stands.
    #[error("the step does not follow from the stage")]
    StepOutOfOrder,
    /// People belong to branches only.
    #[error("the organisation holds no members")]
    NoBranch,
    /// The organisation ended.
    #[error("the organisation ended")]
    OrgEnded,
    /// Nobody was chosen.
    #[error("nobody was chosen")]
    Nobody,
    /// More people than one deed takes.
    #[error("too many people at once")]
    TooMany,
    /// A reason must be given.
    #[error("a reason is wanted")]
    WithoutReason,
    /// The two records are one already.
    #[error("the two records are one")]
    SameRecord,
    /// It was taken back already.
    #[error("it was taken back already")]
    UndoneAlready,
    /// Nothing could be taken back: everything was changed later.
    #[error("it was changed later")]
    ChangedLater,
    /// Only what an applicant began can be erased.
    #[error("members are never erased")]
    MembersStay,
    /// A post may not end before it begins.
    #[error("the term ends before it begins")]
    TermEndsFirst,
    /// No more attachments than the limits say.
    #[error("the person has {0} attachments already")]
    TooManyAttachments(i64),
    /// No more bytes than the limits say: megabytes.
    #[error("the person's attachments would take more than {0} MB")]
    NoRoom(i64),
    /// An inquiry ends on a day that is neither over nor too far away.
    #[error("an inquiry ends within {0} days")]
    NoEnd(i64),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Denied(denied) => denied.fault(),
            _ => None,
        }
    }
}

impl Refusal for Refused {
    fn told(&self) -> Told {
        match self {
            Self::Denied(denied) => denied.told(),
            Self::Changed => Told::new(No::Conflict, key!("person-changed-meanwhile")),
            Self::Doubtful => Told::at("sure", key!("person-doubtful")),
            Self::WithoutBasis => Told::at("basis", key!("person-without-basis")),
            Self::CitizenIdTaken => Told::at("citizen_id", key!("person-citizen-id-taken")),
            Self::InFuture(field) => Told::at(field, key!("person-in-future")),
            Self::Closed => Told::new(No::Conflict, key!("person-closed")),
            Self::EndingOfOtherStage => Told::at("ending", key!("person-ending-of-other-stage")),
            Self::StepOutOfOrder => Told::at("stage", key!("person-step-out-of-order")),
            Self::NoBranch => Told::at("target", key!("person-no-branch")),
            Self::OrgEnded => Told::at("target", key!("person-org-ended")),
            Self::Nobody => Told::new(No::Invalid, key!("person-nobody-chosen")),
            Self::TooMany => Told::new(No::Invalid, key!("person-too-many")),
            Self::WithoutReason => Told::at("reason", key!("person-without-reason")),
            Self::SameRecord => Told::at("other", key!("person-same-record")),
            Self::UndoneAlready => Told::new(No::Conflict, key!("person-undone-already")),
            Self::ChangedLater => Told::new(No::Conflict, key!("person-changed-later")),
            Self::MembersStay => Told::new(No::Conflict, key!("person-members-stay")),
            Self::TermEndsFirst => Told::at("until", key!("person-term-ends-first")),
            Self::TooManyAttachments(most) => Told::at("file", key!("attachment-too-many")).with("n", *most),
            Self::NoRoom(most) => Told::at("file", key!("attachment-no-room")).with("n", *most),
            Self::NoEnd(most) => Told::at("until", key!("inquiry-no-end")).with("most", most.to_string()),
            Self::Fault(_) => Told::new(No::Missing, key!("refused-missing")),
        }
    }
}
