//! From words to an element: by the accessible name that Chromium itself computes
//! (W3C Accessible Name and Description Computation 1.2), the one a screen reader says.

use super::page::{Page, value};
use serde_json::{Value, json};

/// What can be clicked; roles as Chromium's accessibility tree names them.
const PRESSABLE: &[&str] = &[
    "button",
    "link",
    "checkbox",
    "radio",
    "switch",
    "tab",
    "option",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "treeitem",
    "DisclosureTriangle",
];

/// What can be filled.
pub(super) const FIELDS: &[&str] = &[
    "textbox",
    "searchbox",
    "combobox",
    "listbox",
    "spinbutton",
    "slider",
    "Date",
    "DateTime",
    "InputTime",
    "ColorWell",
];

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) enum Sort {
    Pressable,
    Field,
}

/// The CSS selector that `what` is, if it is none of the page's words.
pub(super) fn selector(what: &str) -> Option<&str> {
    what.strip_prefix("css=").or_else(|| what.starts_with(['#', '.', '[']).then_some(what))
}

impl Page {
    /// A handle (`objectId`) on the one element that `what` names.
    pub(super) async fn find(&self, what: &str, sort: Sort) -> Result<String, String> {
        let told = |broken: super::devtools::Broken| broken.to_string();
        if let Some(selector) = selector(what) {
            let how = json!({ "expression": format!("document.querySelector({})", json!(selector)) });
            let answer = self.call("Runtime.evaluate", how).await.map_err(told)?;
            let handle = answer["result"]["objectId"].as_str().map(str::to_owned);
            return handle.ok_or_else(|| "no element matches".to_owned());
        }
        let tree = self.call("Accessibility.getFullAXTree", json!({})).await.map_err(told)?;
        let names = Named::all(&tree);
        let chosen = choose(&names, what, sort)?;
        let how = json!({ "backendNodeId": chosen.node });
        let answer = self.call("DOM.resolveNode", how).await.map_err(told)?;
        let handle = answer["object"]["objectId"].as_str().map(str::to_owned);
        handle.ok_or_else(|| "it has left the page".to_owned())
    }

    /// Calls a JavaScript function with the element as `this`.
    pub(super) async fn on(
        &self,
        handle: &str,
        function: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        let arguments: Vec<Value> = arguments.iter().map(|value| json!({ "value": value })).collect();
        let how = json!({
            "objectId": handle, "functionDeclaration": function, "arguments": arguments,
            "returnByValue": true, "awaitPromise": true, "userGesture": true,
        });
        let answer = self.call("Runtime.callFunctionOn", how).await;
        value(answer.map_err(|broken| broken.to_string())?)
    }
}

/// A node of the accessibility tree.
struct Named<'a> {
    role: &'a str,
    name: String,
    node: u64,
}

impl<'a> Named<'a> {
    fn all(tree: &'a Value) -> Vec<Self> {
        let nodes = tree["nodes"].as_array().into_iter().flatten();
        let seen = nodes.filter(|node| node["ignored"] != true);
        seen.filter_map(|node| {
            Some(Named {
                role: node["role"]["value"].as_str()?,
                name: squeezed(node["name"]["value"].as_str()?),
                node: node["backendDOMNodeId"].as_u64()?,
            })
        })
        .collect()
    }

    fn is(&self, sort: Sort) -> bool {
        match sort {
            Sort::Pressable => PRESSABLE.contains(&self.role) || FIELDS.contains(&self.role),
            Sort::Field => FIELDS.contains(&self.role),
        }
    }
}

/// The whole name before a beginning before a part; something made for it before mere
/// words. Two that fit equally well are refused: a person would not know either.
fn choose<'a>(names: &'a [Named<'a>], what: &str, sort: Sort) -> Result<&'a Named<'a>, String> {
    let what = squeezed(what);
    let text = |named: &Named| named.role == "StaticText" && matches!(sort, Sort::Pressable);
    let ways: [&dyn Fn(&Named) -> bool; 4] = [
        &|named| named.is(sort) && named.name == what,
        &|named| text(named) && named.name == what,
        &|named| named.is(sort) && named.name.starts_with(&what),
        &|named| named.is(sort) && named.name.contains(&what),
    ];
    for way in ways {
        let found: Vec<&Named> = names.iter().filter(|named| way(named)).collect();
        match found[..] {
            [] => {}
            [one] => return Ok(one),
            _ => {
                let found: Vec<_> = found.iter().map(|one| format!("{} {}", one.role, one.name)).collect();
                return Err(format!("{} things fit; use a selector: {}", found.len(), found.join(" | ")));
            }
        }
    }
    let offered: Vec<_> = names
        .iter()
        .filter(|named| named.is(sort) && !named.name.is_empty())
        .map(|named| named.name.as_str())
        .collect();
    Err(format!("nothing is called so; there are: {}", offered.join(" | ")))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(what: &str, sort: Sort, expected: Result<u64, &str>) {
        let names: Vec<Named> = [
            ("button", "保存"),
            ("button", "保存并继续"),
            ("StaticText", "取消"),
            ("textbox", "姓名 必填"),
            ("textbox", "曾用姓名"),
            ("link", "编辑"),
            ("link", "编辑"),
            ("StaticText", "姓名"),
        ]
        .into_iter()
        .zip(0..)
        .map(|((role, name), node)| Named { role, name: name.to_owned(), node })
        .collect();
        match (choose(&names, what, sort), expected) {
            (Ok(found), Ok(node)) => assert_eq!(found.node, node, "{what}"),
            (Err(told), Err(part)) => assert!(told.contains(part), "{told}"),
            (found, _) => panic!("{what}: {:?}", found.map(|found| found.node)),
        }
    }

    #[test]
    fn the_best_fit_is_taken_and_doubt_is_told() {
        check("保存", Sort::Pressable, Ok(0));
        check("保存并", Sort::Pressable, Ok(1));
        check(" 取消\n", Sort::Pressable, Ok(2));
        check("姓名", Sort::Field, Ok(3));
        check("曾用", Sort::Field, Ok(4));
        check("编辑", Sort::Pressable, Err("2 things fit"));
        check("删除", Sort::Pressable, Err("nothing is called so; there are: 保存 | "));
        check("取消", Sort::Field, Err("nothing is called so"));
    }

    #[test]
    fn selectors_are_told_from_words() {
        assert_eq!(selector("#name"), Some("#name"));
        assert_eq!(selector("css=main > h1"), Some("main > h1"));
        assert_eq!(selector("main"), None);
    }
}
