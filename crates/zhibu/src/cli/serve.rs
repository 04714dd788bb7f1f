//! `zhibu serve`: the house for its people.

use std::net::TcpListener;

use clap::ArgMatches;
use zhibu_courier::channel::Channel;
use zhibu_web::T;

use super::data::Place;
use super::{Stop, config};
use crate::open;
use crate::server::{self, Serving, log};

pub(super) async fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    let settings = config::read(given)?;
    log::begin(&settings.log_level, settings.log_format);
    let listener = server::listen(settings.listen)?;
    let metrics = settings.metrics_listen.map(server::listen).transpose()?;
    let place = Place::of_settings(&settings);
    let opened = place.make().await?;
    let house = open::house(opened.db.clone(), settings.installation()).map_err(open::NotOpened::from)?;
    let t = T::new(std::sync::Arc::clone(&house.texts), settings.language.unwrap_or(t.lang()));
    if let Some(sheet) = place.hand_over_keys(&opened, &t)? {
        tracing::warn!(path = %sheet.display(), "the recovery sheet is still on the disk");
    }
    let (address, listen) = (settings.address, local(&listener));
    let measured = metrics.as_ref().map(local);
    let serving = Serving {
        house,
        listener,
        tls: settings.tls,
        metrics,
        channel: settings.messages_file.map_or(Channel::Console, Channel::file),
        recovery_sheet: place.recovery_sheet(),
    };
    serving.run(|| tracing::info!(address, listen, metrics = measured, "pages are served")).await?;
    Ok(())
}

/// Where a listener really listens: the port may have been left to the machine.
fn local(listener: &TcpListener) -> String {
    listener.local_addr().map_or_else(|_| String::new(), |address| address.to_string())
}
