//! What each kind of user does from beginning to end, in a real Chromium over the whole house.

mod import;
mod member;
mod newcomer;
mod phone;
mod refusals;
mod roster_file;

use zhibu::wiring;
use zhibu_access::account::{self, NewAccount, password};
use zhibu_access::front;
use zhibu_access::org::Org;
use zhibu_access::permit::Permit;
use zhibu_access::role::{GrantRole, ManageAccounts, Role};
use zhibu_courier::channel::Channel;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Tx};
use zhibu_registry::person::{self, Facts, Person};
use zhibu_testhouse::{House, Page, Server};

/// The one password of everybody in stories.
const PASSWORD: &str = "a fine long password";

/// The whole house as the wiring puts it together, on loop-back. What a server does by the clock
/// happens when a story says so: then nothing depends on who is quicker.
struct Open {
    house: House,
    web: zhibu_web::House,
    server: Server,
}

impl Open {
    async fn doors(house: House) -> Self {
        let web = wiring::services(house.web.clone());
        let server = Server::start(front::router(&web)).await;
        Self { house, web, server }
    }

    fn url(&self, path: &str) -> String {
        self.server.url(path)
    }

    /// Everything that a server does by the clock, once.
    async fn work(&self) {
        self.house.work_off(&wiring::handlers(&self.web, &Channel::Console)).await;
        for job in self.web.rooms.iter().flat_map(|room| (room.jobs)()) {
            job.run_now(&self.house.db).await.unwrap();
        }
    }

    /// Somebody with a role on an organisation: user name, and the name on pages.
    async fn appoint(&self, user: &str, name: &str, role: Role, org: &Org) {
        let hash = password::hash(PASSWORD.to_owned()).await.unwrap();
        let new = NewAccount {
            user_name: user.to_owned(),
            display_name: name.to_owned(),
            area: org.area,
            person: None,
            password_hash: Some(hash),
        };
        let given = (new, role, org.clone());
        self.house
            .by_system(&given, async |tx: &mut Tx, (new, role, org): &(NewAccount, Role, Org)| {
                let permit = Permit::<ManageAccounts>::by_system(tx.actor(), "test")?;
                let id = account::create(tx, &permit, new.clone()).await?;
                let permit = Permit::<GrantRole>::by_system(tx.actor(), "test")?;
                let deed = Deed::now(tx.now(), tx.today());
                account::give(tx, &permit, id, *role, org, Day::OPEN, &deed).await
            })
            .await;
    }

    /// Somebody on the rolls of a branch since the beginning of the year.
    async fn enter(&self, branch: &Org, facts: Facts) -> Person {
        let person = self
            .house
            .by_system(&(branch.clone(), facts), async |tx: &mut Tx, (branch, facts): &(Org, Facts)| {
                let person = person::enter(tx, branch, facts.clone(), day("2026-01-01"), None).await?;
                tx.audit(&Entry::did("test.person.enter")).await?;
                Ok::<_, Fault>(person)
            })
            .await;
        self.work().await;
        person
    }

    async fn sign_in(&self, page: &Page, user: &str) {
        sign_in(page, &self.url("/sign-in"), user, PASSWORD).await;
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Somebody of whom every one of the sixteen items is known.
fn complete(name: &str, citizen_id: &str, born_on: &str) -> Facts {
    Facts {
        sex: 1,
        born_on: Some(day(born_on)),
        ethnic_group: Some("01".into()),
        education: Some("21".into()),
        job_code: Some("1".into()),
        converted_on: Some(day("2006-07-01")),
        citizen_id: Some(citizen_id.into()),
        mobile: Some("13900000521".into()),
        address: Some("柳溪镇柳溪村 7 号".into()),
        ..Facts::someone(name, day("2005-07-01"))
    }
}

/// Signs in by password on the page for it.
async fn sign_in(page: &Page, address: &str, user: &str, password: &str) {
    page.goto(address).await;
    page.click("用密码登录").await;
    page.fill("账号", user).await;
    page.fill("密码", password).await;
    page.click("css=form[action='/sign-in/password'] button").await;
}

/// Nothing went wrong that a person would not see.
async fn is_clean(page: &Page) {
    let complaints = page.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// The words of an element hold some words, however they are set.
async fn says(page: &Page, selector: &str, words: &str) {
    let text = page.text_of(selector).await;
    let text: Vec<&str> = text.split_whitespace().collect();
    assert!(text.join(" ").contains(words), "{selector} does not say {words:?}: {text:?}");
}

/// What stands in a field.
async fn value(page: &Page, selector: &str) -> String {
    let script = format!("document.querySelector({selector:?}).value");
    page.eval(&script).await.as_str().unwrap().to_owned()
}

/// The status with which an address of the site answers this visitor.
async fn status(page: &Page, path: &str) -> i64 {
    let script = format!("fetch({path:?}).then(answer => answer.status)");
    page.eval(&script).await.as_i64().unwrap()
}
