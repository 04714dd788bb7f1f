//! Where rooms meet: the only file that turns one room's event into another's act, and that says
//! who answers what a lower floor asks of a higher one.

use std::sync::Arc;

use uuid::Uuid;
use zhibu_access::account::SignedInElsewhere;
use zhibu_access::account::code::{CodeRequested, Phones};
use zhibu_access::account::hand_over::RoleHandedOver;
use zhibu_access::front::Standings;
use zhibu_access::org::{Census, OrgDissolved, OrgMerged, OrgMoved};
use zhibu_courier::channel::Channel;
use zhibu_courier::message::{Message, Purpose, hand_on};
use zhibu_kernel::Db;
use zhibu_kernel::outbox::{Delivery, Handlers, Hold};
use zhibu_registry::known::{self, Registry};
use zhibu_registry::person::follow::follow;
use zhibu_web::{House, Lang, T, format};

/// The house with what lower floors ask of higher ones.
#[must_use]
pub fn services(house: House) -> House {
    house
        .with(Phones(Arc::new(Registry)))
        .with(Standings(Arc::new(Registry)))
        .with(Census(Arc::new(Registry)))
}

/// Who handles which event.
#[must_use]
pub fn handlers(house: &House, channel: &Channel) -> Handlers {
    let post = Post { t: T::new(Arc::clone(&house.texts), Lang::ZhCn), channel: channel.clone() };
    let code = post.clone();
    Handlers::new()
        .on::<CodeRequested, _, _>(move |db, delivery| code.clone().bring_code(db, delivery))
        .on::<SignedInElsewhere, _, _>(move |db, delivery| post.clone().tell_owner(db, delivery))
        .on::<OrgMoved, _, _>(|db, delivery| async move {
            let moved: OrgMoved = delivery.event()?;
            Ok(follow(&db, moved.from, &moved.paths).await?)
        })
        .on::<OrgMerged, _, _>(|db, delivery| async move {
            let merged: OrgMerged = delivery.event()?;
            Ok(follow(&db, merged.from, &merged.paths).await?)
        })
        .on::<OrgDissolved, _, _>(|db, delivery| async move {
            let dissolved: OrgDissolved = delivery.event()?;
            Ok(follow(&db, dissolved.from, &dissolved.paths).await?)
        })
        // No room has pending work yet that would move to the one who takes a post over.
        .on::<RoleHandedOver, _, _>(|_, _| async { Ok(()) })
}

/// What writes and hands on the house's own messages.
#[derive(Clone)]
struct Post {
    t: T,
    channel: Channel,
}

impl Post {
    async fn bring_code(self, db: Db, delivery: Delivery) -> Result<(), Hold> {
        let event: CodeRequested = delivery.event()?;
        // A number of nobody is asked for like any other, and nothing is sent.
        let Some(mobile) = event.mobile else {
            return Ok(());
        };
        let text = self.t.with("message-code").arg("code", event.code).to_string();
        self.hand_on(db, delivery.id, Purpose::SignInCode, mobile, text).await
    }

    async fn tell_owner(self, db: Db, delivery: Delivery) -> Result<(), Hold> {
        let event: SignedInElsewhere = delivery.event()?;
        let Some(person) = event.person else {
            return Ok(());
        };
        let mobile = known::mobile_of(&db, person).await.map_err(|denied| Hold::Never(denied.to_string()))?;
        let Some(mobile) = mobile else { return Ok(()) };
        let at = format::moment(event.at.timestamp(), db.clock().zone(), &self.t);
        let text = self.t.with("message-elsewhere").arg("at", at).to_string();
        self.hand_on(db, delivery.id, Purpose::AccountNotice, mobile, text).await
    }

    async fn hand_on(
        self,
        db: Db,
        id: Uuid,
        purpose: Purpose,
        mobile: String,
        text: String,
    ) -> Result<(), Hold> {
        let message = Message { id, purpose, mobile, text };
        Ok(hand_on(&db, &self.channel, &message).await?)
    }
}
