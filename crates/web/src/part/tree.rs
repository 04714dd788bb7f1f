//! The organisation tree: the name is a link, the chevron a separate toggle.

use askama::Template;

use super::Link;

/// A place in the tree with what is loaded below it.
#[derive(Clone, Debug, Template)]
#[template(path = "part/node.html")]
pub struct Node {
    link: Link,
    count: String,
    current: bool,
    open: bool,
    below: String,
    children: Vec<Node>,
    more: Option<Link>,
}

impl Node {
    /// `count` stands at the right: `23 人`.
    pub fn new(link: Link, count: impl Into<String>) -> Self {
        Node {
            link,
            count: count.into(),
            current: false,
            open: false,
            below: String::new(),
            children: Vec::new(),
            more: None,
        }
    }

    pub fn current(mut self) -> Self {
        self.current = true;
        self
    }

    /// The places below. `label` names the toggle: `柳溪镇党委的下级`.
    pub fn children(mut self, label: impl Into<String>, children: Vec<Node>, open: bool) -> Self {
        self.below = label.into();
        self.children = children;
        self.open = open;
        self
    }

    /// The way to what is not loaded: `再看 31 个`.
    pub fn more(mut self, link: Link) -> Self {
        self.more = Some(link);
        self
    }
}

/// One or more trees.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<ul class="tree" role="list">{% for root in roots %}{{ root }}{% endfor %}</ul>"#,
    ext = "html"
)]
pub struct Tree {
    roots: Vec<Node>,
}

impl Tree {
    pub fn new(roots: Vec<Node>) -> Self {
        Tree { roots }
    }
}
