//! From one `async fn` to its tests.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, Ident, ItemFn, Result};

enum Kind {
    Sqlite,
    Postgres,
    Browser,
    BrowserOnPostgres,
}

impl Kind {
    fn test_name(&self) -> &'static str {
        match self {
            Kind::Sqlite => "on_sqlite",
            Kind::Postgres => "on_postgres",
            Kind::Browser => "in_browser",
            Kind::BrowserOnPostgres => "in_browser_on_postgres",
        }
    }
}

/// The function as it was, and beside it a module of its name with the tests.
pub fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let function: ItemFn = syn::parse2(item)?;
    let kinds = kinds(arguments)?;
    check(&function, &kinds)?;

    let name = &function.sig.ident;
    // The attributes of the function (#[ignore], #[should_panic]) belong to the tests.
    let attributes = &function.attrs;
    let tests = kinds.iter().map(|kind| {
        let test = format_ident!("{}", kind.test_name());
        let engine = match kind {
            Kind::Sqlite | Kind::Browser => quote!(Sqlite),
            Kind::Postgres | Kind::BrowserOnPostgres => quote!(Postgres),
        };
        let run = match kind {
            Kind::Sqlite | Kind::Postgres => quote!(super::#name),
            Kind::Browser | Kind::BrowserOnPostgres => quote!(|house| async move {
                super::#name(house, ::zhibu_testhouse::Browser::launch().await).await
            }),
        };
        quote! {
            #[::core::prelude::v1::test]
            #(#attributes)*
            fn #test() {
                const NAME: &str =
                    ::core::concat!(::core::module_path!(), "::", ::core::stringify!(#test));
                ::zhibu_testhouse::timed(
                    NAME,
                    // The test program says which rooms its houses have: `fn rooms()` in its main.rs.
                    ::zhibu_testhouse::run_on(::zhibu_testhouse::Engine::#engine, crate::rooms, #run),
                );
            }
        }
    });
    let bare = ItemFn { attrs: Vec::new(), ..function.clone() };
    Ok(quote! {
        #bare
        mod #name {
            #(#tests)*
        }
    })
}

fn kinds(arguments: TokenStream) -> Result<Vec<Kind>> {
    if arguments.is_empty() {
        return Ok(vec![Kind::Sqlite, Kind::Postgres]);
    }
    let word: Ident = syn::parse2(arguments)?;
    match word.to_string().as_str() {
        "sqlite" => Ok(vec![Kind::Sqlite]),
        "postgres" => Ok(vec![Kind::Postgres]),
        "browser" => Ok(vec![Kind::Browser]),
        "story" => Ok(vec![Kind::Browser, Kind::BrowserOnPostgres]),
        _ => Err(Error::new(word.span(), "expected nothing, `sqlite`, `postgres`, `browser` or `story`")),
    }
}

fn check(function: &ItemFn, kinds: &[Kind]) -> Result<()> {
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        return Err(Error::new_spanned(signature, "a test of the house is an `async fn`"));
    }
    let (wanted, said) = match kinds {
        [Kind::Browser, ..] => (2, "a browser test takes `house: House, browser: Browser`"),
        _ => (1, "a test of the house takes `house: House`"),
    };
    if signature.inputs.len() != wanted {
        return Err(Error::new_spanned(&signature.inputs, said));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &str, item: &str) -> std::result::Result<Vec<String>, String> {
        let expanded = expand(arguments.parse().unwrap(), item.parse().unwrap());
        let file: syn::File = syn::parse2(expanded.map_err(|error| error.to_string())?).unwrap();
        let Some(syn::Item::Mod(module)) = file.items.last() else {
            panic!("no module: {}", file.items.len());
        };
        let (_, items) = module.content.as_ref().unwrap();
        let name = |item: &syn::Item| match item {
            syn::Item::Fn(test) => format!("{}::{}", module.ident, test.sig.ident),
            _ => panic!("not a test"),
        };
        Ok(items.iter().map(name).collect())
    }

    #[test]
    fn one_function_becomes_a_test_for_each_engine() {
        let item = "async fn it_works(house: House) {}";
        let both = ["it_works::on_sqlite", "it_works::on_postgres"];
        assert_eq!(names("", item).unwrap(), both);
        assert_eq!(names("sqlite", item).unwrap(), ["it_works::on_sqlite"]);
        assert_eq!(names("postgres", item).unwrap(), ["it_works::on_postgres"]);
        let item = "async fn it_works(house: House, browser: Browser) {}";
        assert_eq!(names("browser", item).unwrap(), ["it_works::in_browser"]);
        let both = ["it_works::in_browser", "it_works::in_browser_on_postgres"];
        assert_eq!(names("story", item).unwrap(), both);
    }

    #[test]
    fn mistakes_are_told_where_they_are_made() {
        for (arguments, item, part) in [
            ("", "fn t(house: House) {}", "async fn"),
            ("", "async fn t() {}", "house: House"),
            ("browser", "async fn t(house: House) {}", "browser: Browser"),
            ("mysql", "async fn t(house: House) {}", "expected nothing"),
        ] {
            let told = names(arguments, item).unwrap_err();
            assert!(told.contains(part), "{told}");
        }
    }
}
