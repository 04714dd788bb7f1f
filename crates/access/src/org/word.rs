//! Words under which an organisation is found.

use std::collections::BTreeSet;

use zhibu_kernel::{Fault, Tx, Value, bind, sql};

use super::OrgId;

/// Characters with which the name of a place ends; behind each, people begin to read anew.
const PLACE_ENDS: &str = "共省市州盟县区旗乡镇道村社会厂校院局司";
/// Characters of a word that are kept: longer ones tell nobody apart.
const LONGEST: usize = 30;

/// The words of a name: the name itself, and what stands behind each place in it.
fn words(name: &str, short_name: Option<&str>) -> BTreeSet<String> {
    let starts =
        name.char_indices().filter(|(_, c)| PLACE_ENDS.contains(*c)).map(|(at, c)| at + c.len_utf8());
    std::iter::once(0)
        .chain(starts)
        .map(|at| &name[at..])
        .chain(short_name)
        .filter(|word| word.chars().count() >= 2)
        .map(|word| word.chars().take(LONGEST).collect::<String>().to_lowercase())
        .collect()
}

/// Writes the words of an organisation, in place of those it had.
pub(super) async fn write(tx: &mut Tx, id: OrgId, name: &str, short_name: Option<&str>) -> Result<(), Fault> {
    tx.execute(bind!(sql!("DELETE FROM access_org_word WHERE org_id = $1"), id)).await?;
    let rows: Vec<[Value; 2]> = words(name, short_name)
        .into_iter()
        .map(|word| [Value::Text(Some(word)), Value::Id(Some(id.0))])
        .collect();
    tx.insert_many(sql!("INSERT INTO access_org_word (word, org_id) VALUES"), rows, "").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_found_within_its_full_name() {
        let found = words("中共青澜县柳溪镇柳溪村支部委员会", Some("柳溪支部"));
        for start in ["中共", "青澜", "柳溪镇", "柳溪村", "支部", "柳溪支部"] {
            assert!(found.iter().any(|word| word.starts_with(start)), "{start}");
        }
        assert!(!found.contains(""));
    }
}
