use crate::lower::{complaints, copy_dark, expand_containers};

#[test]
fn what_the_floor_cannot_read_is_refused() {
    for css in [
        "@layer a{b{color:red}}",
        "a{color:light-dark(#000,#fff)}",
        "a{color:color-mix(in srgb,red,blue)}",
        "a{color:oklch(50% .1 20)}",
        "a:has(b){color:red}",
        "a:is(b,c){color:red}",
        "a{&:hover{color:red}}",
        "a{margin-inline:1px}",
        "a{padding-block-start:1px}",
        "a{aspect-ratio:1}",
        "a{min-height:100dvh}",
        "@supports not (gap:1px){a{inset:0}}",
        "@media print{a{rotate:45deg}}",
    ] {
        assert!(!complaints(css).is_empty(), "{css}");
    }
}

#[test]
fn what_the_floor_reads_or_skips_is_let_through() {
    for css in [
        "a{color:red;margin-left:1px;transform:rotate(45deg)}",
        "@supports (height:100dvh){a{min-height:100dvh}}",
        "@supports selector(::details-content){a::details-content{height:auto}}",
        "@supports not (gap:1px){a{margin:0}@supports (height:1dvh){a{height:1dvh}}}",
    ] {
        assert_eq!(complaints(css), Vec::<String>::new(), "{css}");
    }
}

#[test]
fn a_container_query_gets_a_window_query_beside_it() {
    let css = expand_containers("a{}\n@container wrap (min-width: 54rem) {\nb { color: red; }\n}\nc{}");
    let squeezed = css.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        squeezed,
        "a{} @supports not (container-type: inline-size) { @media (min-width: 71em) { b { color: red; } } } \
         @supports (container-type: inline-size) { @container wrap (min-width: 54rem) { b { color: red; } } } c{}"
    );
}

#[test]
fn the_dark_set_is_written_once_and_holds_twice() {
    let css = copy_dark("a{}\n@media screen {\n[data-theme=\"dark\"] { --x: 1; }\n}\nb{}");
    let squeezed = css.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        squeezed,
        "a{} @media screen { [data-theme=\"dark\"] { --x: 1; } } \
         @media screen and (prefers-color-scheme: dark) { [data-theme=\"auto\"] { --x: 1; } } b{}"
    );
}
