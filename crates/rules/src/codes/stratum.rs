//! 新社会阶层: the codes seen in national and enterprise exports.

use std::sync::OnceLock;

use super::{Entry, Table};
use crate::rule::Mark;

/// New social strata (新社会阶层) as the annual statistics number them.
pub static NEW_STRATUM: Table = Table {
    name: "new_stratum",
    source: "党内统计年报 forms",
    mark: Mark::Code,
    width: None,
    suffixes: &[],
    entries: &[
        Entry::coded(
            "1",
            "民营科技企业创业人员和技术人员",
            "founders and technicians of private technology firms",
        ),
        Entry::coded("2", "受聘于外资企业的管理技术人员", "managers and technicians of foreign firms")
            .also(&["受聘于外资企业管理技术人员"]),
        Entry::coded("3", "个体劳动者", "self-employed"),
        Entry::coded("31", "城镇个体劳动者", "urban self-employed").under("3"),
        Entry::coded("39", "其他个体劳动者", "other self-employed").under("3"),
        Entry::coded("4", "私营企业主", "private owners"),
        Entry::coded("41", "民营科技企业创业人员", "founders of private technology firms").under("4"),
        Entry::coded("49", "其他私营企业主", "other private owners").under("4"),
        Entry::coded("5", "中介组织从业人员", "staff of intermediary organisations"),
        Entry::coded("6", "自由职业人员", "freelancers").also(&["自由职业者"]),
    ],
    index: OnceLock::new(),
};
