//! The fields of one's own record that a person may propose to correct.

use zhibu_rules::codes::{EDUCATION, ETHNIC_GROUP, JOB, Lookup, Table};
use zhibu_rules::name::PersonName;
use zhibu_rules::phone::Phone;
use zhibu_web::key;

use crate::person::Facts;

/// The longest text that a person may propose.
pub const LONGEST: usize = 200;

/// A field that may be proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 姓名.
    Name,
    /// 手机号.
    Mobile,
    /// 固定电话.
    Landline,
    /// 家庭住址.
    Address,
    /// 学历.
    Education,
    /// 工作岗位.
    JobCode,
    /// 籍贯.
    NativePlace,
    /// 民族.
    EthnicGroup,
    /// Anything else, in the person's own words; the secretary enters it by hand.
    Other,
}

impl Field {
    /// All fields in the order of the form.
    pub const ALL: [Field; 9] = [
        Field::Mobile,
        Field::Landline,
        Field::Address,
        Field::Name,
        Field::Education,
        Field::JobCode,
        Field::NativePlace,
        Field::EthnicGroup,
        Field::Other,
    ];

    /// The word in rows and forms: the name of the fact.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::Address => "address",
            Self::Education => "education",
            Self::JobCode => "job_code",
            Self::NativePlace => "native_place",
            Self::EthnicGroup => "ethnic_group",
            Self::Other => "other",
        }
    }

    /// The field of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }

    /// Its name, in the catalogues.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => key!("own-name"),
            Self::Mobile => key!("own-mobile"),
            Self::Landline => key!("own-landline"),
            Self::Address => key!("own-address"),
            Self::Education => key!("own-education"),
            Self::JobCode => key!("own-job"),
            Self::NativePlace => key!("own-native-place"),
            Self::EthnicGroup => key!("own-ethnic-group"),
            Self::Other => key!("own-other"),
        }
    }

    /// The table of its values, where it has one.
    #[must_use]
    pub fn table(self) -> Option<&'static Table> {
        match self {
            Self::Education => Some(&EDUCATION),
            Self::JobCode => Some(&JOB),
            Self::EthnicGroup => Some(&ETHNIC_GROUP),
            _ => None,
        }
    }

    /// Whether its values stand masked where nobody asked for them.
    #[must_use]
    pub fn is_sealed(self) -> bool {
        matches!(self, Self::Mobile | Self::Landline | Self::Address)
    }

    /// Whether a person may change it without asking, where the installation allows that.
    #[must_use]
    pub fn is_contact(self) -> bool {
        self.is_sealed()
    }

    /// What is known; empty when nothing is.
    #[must_use]
    pub fn of(self, facts: &Facts) -> String {
        match self {
            Self::Name => Some(facts.name.clone()),
            Self::Mobile => facts.mobile.clone(),
            Self::Landline => facts.landline.clone(),
            Self::Address => facts.address.clone(),
            Self::Education => facts.education.clone(),
            Self::JobCode => facts.job_code.clone(),
            Self::NativePlace => facts.native_place.clone(),
            Self::EthnicGroup => facts.ethnic_group.clone(),
            Self::Other => None,
        }
        .unwrap_or_default()
    }

    /// Puts a value in; an empty one takes the value away.
    pub fn put(self, facts: &mut Facts, value: &str) {
        let some = Some(value.to_owned()).filter(|text| !text.is_empty());
        match self {
            Self::Name => value.clone_into(&mut facts.name),
            Self::Mobile => facts.mobile = some,
            Self::Landline => facts.landline = some,
            Self::Address => facts.address = some,
            Self::Education => facts.education = some,
            Self::JobCode => facts.job_code = some,
            Self::NativePlace => facts.native_place = some,
            Self::EthnicGroup => facts.ethnic_group = some,
            Self::Other => {}
        }
    }

    /// The value as it is stored, from what was typed.
    ///
    /// # Errors
    /// The sentence that says what is wrong with it.
    pub fn read(self, typed: &str) -> Result<String, &'static str> {
        let typed = typed.trim();
        if typed.chars().count() > LONGEST {
            return Err(key!("own-too-long"));
        }
        if typed.is_empty() {
            return match self {
                Self::Name => Err(key!("field-required")),
                _ => Ok(String::new()),
            };
        }
        match self {
            Self::Name => PersonName::new(typed)
                .map(|name| name.as_written().to_owned())
                .map_err(|_| key!("own-bad-name")),
            Self::Mobile => match Phone::parse(typed) {
                Ok(phone) if phone.is_mobile() => Ok(phone.normal()),
                _ => Err(key!("own-bad-mobile")),
            },
            Self::Landline => {
                Phone::parse(typed).map(|phone| phone.normal()).map_err(|_| key!("own-bad-landline"))
            }
            Self::Education | Self::JobCode | Self::EthnicGroup => {
                let Some(table) = self.table() else {
                    return Ok(typed.to_owned());
                };
                match table.look_up(typed) {
                    Lookup::Known(entry) => Ok(entry.key.to_owned()),
                    Lookup::Kept(_) => Ok(typed.to_owned()),
                    _ => Err(key!("own-not-in-table")),
                }
            }
            Self::Address | Self::NativePlace | Self::Other => Ok(typed.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_what_is_stored() {
        for (field, typed, stored) in [
            (Field::Mobile, " 139 0000 0521 ", Ok("13900000521")),
            (Field::Mobile, "0571-88886666", Err("own-bad-mobile")),
            (Field::Mobile, "", Ok("")),
            (Field::Name, "", Err("field-required")),
            (Field::Name, "王3", Err("own-bad-name")),
            (Field::EthnicGroup, "汉", Ok("01")),
            (Field::Address, "柳溪村 3 号", Ok("柳溪村 3 号")),
        ] {
            assert_eq!(field.read(typed).as_deref().map_err(|key| *key), stored, "{field:?} {typed:?}");
        }
        assert_eq!(Field::Other.read(&"长".repeat(LONGEST + 1)), Err("own-too-long"));
    }

    #[test]
    fn words_name_fields() {
        for field in Field::ALL {
            assert_eq!(Field::from_word(field.word()), Some(field));
        }
    }
}
